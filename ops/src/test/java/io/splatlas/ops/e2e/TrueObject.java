package io.splatlas.ops.e2e;

import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.client.Views;
import io.splatlas.ops.dataset.CameraIntrinsics;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.ImageFiles;
import io.splatlas.ops.picture.IntImage;
import io.splatlas.proto.v1.RenderLayer;
import io.splatlas.proto.v1.RenderRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A thing of the ground truth that the server knows as an instance.
 *
 * @param label in the ground truth
 * @param instance that overlaps it best in the view of the frame
 * @param overlap intersection over union of the two
 * @param point on its surface, well inside its outline: world, metres
 */
record TrueObject(int label, int instance, double overlap, double[] point) {

  /** All things seen in a frame that have a mask, those that are known best first. */
  static List<TrueObject> of(SplatlasClient client, String scene, CaptureFrame frame)
      throws IOException {
    IntImage truth = LiveServer.SMALL.mask(frame).orElseThrow();
    IntImage depth = LiveServer.SMALL.depth(frame).orElseThrow();
    IntImage ids = ids(client, scene, frame);
    List<TrueObject> objects = new ArrayList<>();
    for (int label : labels(truth)) {
      int at = innermost(truth, label);
      int instance = ids.values()[at];
      if (instance != 0 && depth.values()[at] > 0) {
        double metres = depth.values()[at] * frame.depth().orElseThrow().metresPerUnit();
        double[] point = unproject(frame, truth.width(), at, metres);
        objects.add(
            new TrueObject(
                label, instance, intersectionOverUnion(truth, label, ids, instance), point));
      }
    }
    objects.sort(Comparator.comparingDouble(TrueObject::overlap).reversed());
    return objects;
  }

  private static IntImage ids(SplatlasClient client, String scene, CaptureFrame frame)
      throws IOException {
    RenderRequest request =
        RenderRequest.newBuilder()
            .setSceneId(scene)
            .setView(
                Views.view(
                    frame.cameraToWorld(),
                    LiveServer.SMALL.intrinsics(frame),
                    List.of(RenderLayer.RENDER_LAYER_IDS)))
            .build();
    byte[] png = client.render().render(request).getLayers(0).getImage().toByteArray();
    return ImageFiles.decodeGray(png, Path.of("ids.png"));
  }

  private static List<Integer> labels(IntImage truth) {
    Map<Integer, Integer> pixels = new HashMap<>();
    for (int label : truth.values()) {
      pixels.merge(label, 1, Integer::sum);
    }
    pixels.remove(0);
    return pixels.entrySet().stream()
        .filter(entry -> entry.getValue() >= 12)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The pixel of a label that is farthest from any other label, counted in squares around it. */
  private static int innermost(IntImage truth, int label) {
    int best = -1;
    int widest = -1;
    for (int at = 0; at < truth.values().length; at++) {
      int radius = 0;
      while (truth.values()[at] == label && square(truth, at, radius + 1, label)) {
        radius++;
      }
      if (truth.values()[at] == label && radius > widest) {
        widest = radius;
        best = at;
      }
    }
    return best;
  }

  private static boolean square(IntImage truth, int at, int radius, int label) {
    int x = at % truth.width();
    int y = at / truth.width();
    for (int dy = -radius; dy <= radius; dy++) {
      for (int dx = -radius; dx <= radius; dx++) {
        boolean inside =
            x + dx >= 0 && x + dx < truth.width() && y + dy >= 0 && y + dy < truth.height();
        if (!inside || truth.values()[at + dy * truth.width() + dx] != label) {
          return false;
        }
      }
    }
    return true;
  }

  private static double intersectionOverUnion(
      IntImage truth, int label, IntImage ids, int instance) {
    int both = 0;
    int either = 0;
    for (int i = 0; i < truth.values().length; i++) {
      boolean isTrue = truth.values()[i] == label;
      boolean found = ids.values()[i] == instance;
      both += isTrue && found ? 1 : 0;
      either += isTrue || found ? 1 : 0;
    }
    return (double) both / either;
  }

  private static double[] unproject(CaptureFrame frame, int width, int at, double metres) {
    CameraIntrinsics lens = LiveServer.SMALL.intrinsics(frame);
    double x = (at % width + 0.5 - lens.cx()) / lens.fx() * metres;
    int row = at / width;
    double y = (row + 0.5 - lens.cy()) / lens.fy() * metres;
    double[] pose = frame.cameraToWorld();
    double[] point = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      point[axis] =
          pose[4 * axis] * x
              + pose[4 * axis + 1] * y
              + pose[4 * axis + 2] * metres
              + pose[4 * axis + 3];
    }
    return point;
  }
}
