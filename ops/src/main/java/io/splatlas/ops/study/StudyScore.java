package io.splatlas.ops.study;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.eval.PosedIds;
import io.splatlas.ops.eval.SegmentationEvaluation;
import io.splatlas.ops.eval.SegmentationScore;
import io.splatlas.ops.eval.ViewConsistency;
import io.splatlas.ops.evaluate.Photographs;
import io.splatlas.ops.picture.IntImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How well the instances of a scene fit what is known of it (METHOD section 9).
 *
 * @param miou mean IoU over objects in held-out views, NaN without ground truth
 * @param mbiou the same of boundaries
 * @param share50 objects with IoU above 0.5
 * @param consistency of ids between held-out views
 */
public record StudyScore(double miou, double mbiou, double share50, double consistency) {

  /** Scores a scene with the ids its Gaussians carry now. */
  public static StudyScore of(StudyScene scene) throws IOException {
    StudyCapture capture = scene.capture();
    Photographs photographs = new Photographs(capture.preparer());
    SegmentationEvaluation segmentation = new SegmentationEvaluation();
    List<PosedIds> heldOut = new ArrayList<>();
    for (CaptureFrame frame : capture.capture().frames()) {
      Camera camera = capture.camera(frame);
      RenderedView view = scene.render(camera, RenderOptions.of(Layer.IDS, Layer.DEPTH));
      IntImage ids =
          new IntImage(camera.width(), camera.height(), Objects.requireNonNull(view.ids()));
      Optional<IntImage> truth = photographs.mask(frame);
      boolean test = frame.split() == Split.TEST;
      if (truth.isPresent() && test) {
        segmentation.addTest(ids, truth.get());
      } else if (truth.isPresent()) {
        segmentation.addTraining(ids, truth.get());
      }
      if (test) {
        heldOut.add(
            new PosedIds(
                Photographs.pinhole(capture.preparer().intrinsics(frame)),
                frame.cameraToWorld(),
                Objects.requireNonNull(view.depth()),
                ids,
                truth));
      }
    }
    Optional<SegmentationScore> score = segmentation.score();
    return new StudyScore(
        score.map(SegmentationScore::miou).orElse(Double.NaN),
        score.map(SegmentationScore::mbiou).orElse(Double.NaN),
        score.map(SegmentationScore::share50).orElse(Double.NaN),
        ViewConsistency.DEFAULT.of(heldOut).orElse(Double.NaN));
  }
}
