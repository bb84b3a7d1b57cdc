package io.splatlas.ops.eval;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splatlas.ops.picture.TextTable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The scores of a scene. Null stands for what the scene cannot have: without masks there is no
 * mIoU.
 *
 * @param scene the capture's name
 * @param psnr mean over held-out views, dB
 * @param ssim mean over held-out views
 * @param miou mean intersection over union of objects on held-out views
 * @param mbiou mean boundary intersection over union of the same
 * @param share50 share of objects with an intersection over union above 0.5
 * @param consistency share of pixel pairs with the same id from two views
 * @param ap25 box average precision at IoU 0.25
 * @param ap50 box average precision at IoU 0.5
 * @param idSwitches how often an object changed its id during the stream
 * @param purity of ids over the stream
 * @param objects ground-truth objects that are scored
 * @param instances found
 * @param gaussians in the final scene
 * @param frames streamed
 * @param seconds from the first frame to the final scene
 */
public record EvaluationReport(
    String scene,
    @Nullable Double psnr,
    @Nullable Double ssim,
    @Nullable Double miou,
    @Nullable Double mbiou,
    @Nullable Double share50,
    @Nullable Double consistency,
    @Nullable Double ap25,
    @Nullable Double ap50,
    @Nullable Integer idSwitches,
    @Nullable Double purity,
    @Nullable Integer objects,
    @Nullable Integer instances,
    @Nullable Integer gaussians,
    @Nullable Integer frames,
    @Nullable Double seconds) {

  /**
   * One line of JSON without its end; numbers that JSON cannot write (a PSNR of equal images) are
   * null.
   */
  public String toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("scene", scene);
    json.put("psnr", rounded(psnr));
    json.put("ssim", rounded(ssim));
    json.put("miou", rounded(miou));
    json.put("mbiou", rounded(mbiou));
    json.put("share50", rounded(share50));
    json.put("consistency", rounded(consistency));
    json.put("ap25", rounded(ap25));
    json.put("ap50", rounded(ap50));
    json.put("idSwitches", idSwitches);
    json.put("purity", rounded(purity));
    json.put("objects", objects);
    json.put("instances", instances);
    json.put("gaussians", gaussians);
    json.put("frames", frames);
    json.put("seconds", rounded(seconds));
    return json.toString();
  }

  /** A table for the terminal, a row a scene. */
  public static String table(List<EvaluationReport> reports) {
    var table =
        new TextTable(
            "scene",
            "PSNR",
            "SSIM",
            "mIoU",
            "mBIoU",
            "IoU>.5",
            "consist.",
            "AP25",
            "AP50",
            "switches",
            "purity",
            "objects",
            "instances",
            "Gaussians",
            "frames",
            "seconds");
    for (EvaluationReport r : reports) {
      table.row(
          r.scene,
          decimals(r.psnr, 2),
          decimals(r.ssim, 3),
          decimals(r.miou, 3),
          decimals(r.mbiou, 3),
          decimals(r.share50, 3),
          decimals(r.consistency, 3),
          decimals(r.ap25, 3),
          decimals(r.ap50, 3),
          whole(r.idSwitches),
          decimals(r.purity, 3),
          whole(r.objects),
          whole(r.instances),
          whole(r.gaussians),
          whole(r.frames),
          decimals(r.seconds, 1));
    }
    return table.toString();
  }

  private static @Nullable Double rounded(@Nullable Double value) {
    return value == null || !Double.isFinite(value) ? null : Math.rint(value * 1e6) / 1e6;
  }

  private static String decimals(@Nullable Double value, int digits) {
    return Optional.ofNullable(value)
        .map(number -> String.format(Locale.ROOT, "%." + digits + "f", number))
        .orElse("-");
  }

  private static String whole(@Nullable Integer value) {
    return value == null ? "-" : value.toString();
  }
}
