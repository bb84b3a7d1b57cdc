package io.splatlas.ops.study.clustering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.cluster.ClusteringSettings;
import io.splatlas.actors.cluster.ClusteringTrace;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.gpu.Devices;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.ops.dataset.Label;
import java.util.List;
import org.junit.jupiter.api.Test;

class StageStudyTest {
  private static final List<Label> LABELS =
      List.of(new Label(1, "left", "object"), new Label(2, "right", "object"));

  @Test
  void shouldLiftTheTruthToTheGaussiansThatShowIt() {
    TrainedScene plates = ClusteringStudyTest.plates();
    int[] truth;
    try (GpuDevice device = Devices.create("cpu", 1 << 28)) {
      truth = LiftedTruth.of(plates, LABELS, device);
    }
    int right = 0;
    for (int i = 0; i < truth.length; i++) {
      // The rim of a plate is not labelled.
      assertTrue(truth[i] == 0 || truth[i] == 1 + i / 400, "Gaussian " + i + " is of " + truth[i]);
      right += truth[i] == 0 ? 0 : 1;
    }
    assertTrue(right > truth.length / 2, right + " of " + truth.length);
  }

  @Test
  void shouldScoreEveryStageOfAClustering() {
    StageStudy.Report report;
    try (GpuDevice device = Devices.create("cpu", 1 << 28)) {
      report =
          new StageStudy(device, Parallel.sequential())
              .run(ClusteringStudyTest.plates(), LABELS, ClusteringSettings.DEFAULTS);
    }
    assertEquals(6, report.stages().size());
    StageStudy.Stage last = report.stages().getLast();
    assertEquals("all Gaussians", last.name());
    assertEquals(2, last.iou().size());
    assertTrue(last.mean() > 0.9, () -> "mean " + last.mean());
  }

  @Test
  void shouldCallAJoinRightWhenBothSidesAreOfOneObject() {
    ClusteringTrace.Join join =
        new ClusteringTrace.Join(new int[1], new int[1], "body, body", 1, 0, 0, 0, 0);
    assertTrue(new StageStudy.Judged(join, 3, 3).right());
    assertEquals(false, new StageStudy.Judged(join, 3, 4).right());
  }
}
