package io.splatlas.ops.study.clustering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.cluster.ClusteringInput;
import io.splatlas.actors.cluster.ClusteringSettings;
import io.splatlas.actors.distill.BuiltInTeacher;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.Devices;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.ops.dataset.CameraIntrinsics;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.picture.IntImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ClusteringStudyTest {
  private static final int SIDE = 32;
  private static final double[] IDENTITY = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  private static final List<String> SIZES = List.of("8/20", "16/20");

  /** Two plates side by side before the camera, red and blue; truth is 1 and 2, 0 between. */
  static TrainedScene plates() {
    int n = 2 * 20 * 20;
    GaussianBatch batch = GaussianBatch.zeros(new GaussianLayout(0, 0), n);
    float[][] planes = batch.planes();
    for (int i = 0; i < n; i++) {
      int plate = i / 400;
      planes[GaussianLayout.POSITION][i] = (plate == 0 ? -0.45f : 0.05f) + 0.02f * (i % 20);
      planes[GaussianLayout.POSITION + 1][i] = -0.2f + 0.02f * (i / 20 % 20);
      planes[GaussianLayout.POSITION + 2][i] = 1;
      planes[GaussianLayout.ROTATION][i] = 1;
      for (int axis = 0; axis < 3; axis++) {
        planes[GaussianLayout.SCALE + axis][i] = (float) Math.log(0.012);
      }
      planes[GaussianLayout.OPACITY][i] = 4;
      planes[GaussianLayout.SH_DC + (plate == 0 ? 0 : 2)][i] = 1.5f;
    }
    GaussianSnapshot snapshot =
        new GaussianSnapshot(
            batch, LongStream.rangeClosed(1, n).toArray(), new int[n], new float[n]);
    List<TruthView> views = new ArrayList<>();
    views.add(view(0, Split.TRAIN));
    views.add(view(1, Split.TEST));
    views.add(view(2, Split.TEST));
    return new TrainedScene(
        "plates", new ClusteringInput(snapshot, List.of(views.getFirst().camera())), views);
  }

  private static TruthView view(int index, Split split) {
    CameraIntrinsics lens = CameraIntrinsics.pinhole(SIDE, SIDE, 32, 32, 16, 16);
    CaptureFrame frame =
        new CaptureFrame(
            index,
            index + ".png",
            Path.of(index + ".png"),
            Optional.empty(),
            Optional.empty(),
            IDENTITY,
            lens,
            0,
            split);
    int[] truth = new int[SIDE * SIDE];
    for (int row = 11; row < 21; row++) {
      Arrays.fill(truth, row * SIDE + 3, row * SIDE + 13, 1);
      Arrays.fill(truth, row * SIDE + 19, row * SIDE + 29, 2);
    }
    return new TruthView(
        frame,
        Camera.fromCameraToWorld(SIDE, SIDE, 32, 32, 16, 16, IDENTITY),
        new IntImage(SIDE, SIDE, truth),
        new float[0]);
  }

  @Test
  void shouldScoreEverySettingAsRenderedIdsFitTheTruth() {
    List<ClusteringStudy.Result> results;
    try (GpuDevice device = Devices.create("cpu", 1 << 28)) {
      results =
          new ClusteringStudy(device, Parallel.sequential())
              .run(plates(), ClusteringStudy.sweep(List.of(8, 16), List.of(20)), result -> {});
    }
    assertEquals(SIZES, results.stream().map(ClusteringStudy.Result::setting).toList());
    for (ClusteringStudy.Result result : results) {
      assertEquals(2, result.score().instances(), result.setting());
      assertTrue(result.score().miou() > 0.9, () -> "mIoU " + result.score().miou());
      assertEquals(1, result.score().consistency(), 0.01);
    }
    StudyTables tables = new StudyTables(results);
    assertEquals("8/20", tables.best(), "the first of equals");
    assertTrue(tables.table("sizes").contains("plates"));
    assertTrue(tables.heatMaps(List.of(8, 16), List.of(20)).width() > 100);
  }

  @Test
  void shouldHaveWhatTheServerUsesInTheAblation() {
    Ablation server =
        Ablation.steps().stream()
            .filter(step -> step.step().equals(Ablation.SERVER))
            .findFirst()
            .orElseThrow();
    assertEquals(ClusteringSettings.of(new BuiltInTeacher()), server.settings());
    assertEquals(
        ClusteringSettings.DEFAULTS,
        Ablation.steps().getLast().settings(),
        "with a language model's weight of semantics");
    assertEquals(
        Ablation.steps().size(),
        Ablation.steps().stream().map(Ablation::settings).distinct().count(),
        "every step changes something");
  }
}
