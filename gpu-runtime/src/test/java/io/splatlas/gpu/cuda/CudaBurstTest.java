package io.splatlas.gpu.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.DeviceLostException;
import io.splatlas.gpu.DeviceMemoryException;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.GrowthOptions;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.PendingSteps;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import io.splatlas.gpu.StepReport;
import io.splatlas.gpu.SyntheticScenes;
import io.splatlas.gpu.TrainingOptions;
import io.splatlas.gpu.TrainingView;
import io.splatlas.gpu.ViewData;
import io.splatlas.gpu.cpu.CpuDevice;
import java.util.ArrayList;
import java.util.List;
import jcuda.driver.CUresult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A training burst in which the host does not wait for what the device counts, and renders that
 * overtake it.
 */
class CudaBurstTest {
  private static final long CAP = 1L << 28;
  private static final GaussianLayout LAYOUT = new GaussianLayout(1, 0);
  private static final TrainingOptions OPTIONS = TrainingOptions.defaults(1e-3f);
  private static final Camera CAMERA = SyntheticScenes.ring(40, 32, 0, 4);
  private static final RenderOptions COLOUR = RenderOptions.of(Layer.COLOUR);

  @BeforeEach
  void load() {
    StandIn.load();
  }

  @AfterEach
  void shouldLeaveNothingBehind() {
    StandIn.schedule(StandIn.Schedule.AT_ONCE);
    StandIn.inject("", 0, 0);
    StandIn.assertClean();
  }

  @Test
  void shouldNotWaitForTheDeviceBeforeTheNextStepIsEnqueued() {
    try (CudaDevice device = StandIn.open(CAP)) {
      GaussianSet set = filled(device, 0.05, 200);
      TrainingView view = device.upload(photograph());
      device.train(set, List.of(view, view, view), OPTIONS);
      StandIn.schedule(StandIn.Schedule.WHEN_ASKED);
      long before = StandIn.count(StandIn.What.WAITS);
      PendingSteps first = device.begin(set, List.of(view), OPTIONS);
      PendingSteps second = device.begin(set, List.of(view), OPTIONS);
      assertEquals(before, StandIn.count(StandIn.What.WAITS), "waits for two steps");
      PendingSteps third = device.begin(set, List.of(view), OPTIONS);
      assertEquals(before + 1, StandIn.count(StandIn.What.WAITS), "waits for the first of three");
      assertEquals(1, first.await().size());
      assertEquals(before + 1, StandIn.count(StandIn.What.WAITS), "the first is done");
      assertTrue(third.await().getFirst().loss() < second.await().getFirst().loss());
      assertEquals(before + 2, StandIn.count(StandIn.What.WAITS), "the last two were one wait");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"WHEN_ASKED", "OTHERS_FIRST"})
  void shouldGiveTheSameBitsWhateverOrderStreamsTake(StandIn.Schedule schedule) {
    List<float[]> expected = session(StandIn.Schedule.AT_ONCE);
    List<float[]> actual = session(schedule);
    for (int k = 0; k < expected.size(); k++) {
      assertArrayEquals(expected.get(k), actual.get(k), "array " + k);
    }
  }

  /** Everything that shares memory between streams, and what came of it. */
  private static List<float[]> session(StandIn.Schedule schedule) {
    StandIn.schedule(schedule);
    List<float[]> seen = new ArrayList<>();
    try (CudaDevice device = StandIn.open(CAP)) {
      GaussianSet set = filled(device, 0.05, 200);
      TrainingView view = device.upload(photograph());
      for (int k = 0; k < 3; k++) {
        PendingSteps steps = device.begin(set, List.of(view), OPTIONS);
        seen.add(SyntheticScenes.layer(device.render(set, CAMERA, COLOUR).colour()));
        device.begin(set, List.of(view, view), OPTIONS);
        TrainingView other = device.upload(photograph());
        seen.add(SyntheticScenes.layer(device.render(set, CAMERA, COLOUR).colour()));
        PendingSteps more = device.begin(set, List.of(other), OPTIONS);
        other.close();
        seen.add(new float[] {(float) steps.await().getFirst().loss()});
        seen.add(new float[] {(float) more.await().getFirst().loss()});
        device.begin(set, List.of(view), OPTIONS);
        device.grow(set, new GrowthOptions(210 + 5 * k, 0.01f, 0.001f, k));
      }
      device.begin(set, List.of(view), OPTIONS);
      seen.addAll(List.of(device.snapshot(set).gaussians().planes()));
      device.begin(set, List.of(view), OPTIONS);
      set.close();
    }
    return seen;
  }

  @Test
  void shouldLetARenderOvertakeStepsThatAreBegunLater() {
    try (CudaDevice device = StandIn.open(CAP)) {
      GaussianSet set = filled(device, 0.05, 200);
      TrainingView view = device.upload(photograph());
      device.train(set, List.of(view), OPTIONS);
      RenderedView alone = device.render(set, CAMERA, COLOUR);
      StandIn.schedule(StandIn.Schedule.OTHERS_FIRST);
      device.begin(set, List.of(view), OPTIONS);
      RenderedView boundary = device.render(set, CAMERA, COLOUR);
      device.begin(set, List.of(view), OPTIONS);
      RenderedView later = device.render(set, CAMERA, COLOUR);
      float[] a = SyntheticScenes.layer(alone.colour());
      float[] b = SyntheticScenes.layer(boundary.colour());
      float[] c = SyntheticScenes.layer(later.colour());
      assertTrue(SyntheticScenes.psnr(a, b) < 100 && SyntheticScenes.psnr(b, c) < 100);
      assertArrayEquals(
          c, SyntheticScenes.layer(device.render(set, CAMERA, COLOUR).colour()), "after all");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"AT_ONCE", "WHEN_ASKED"})
  void shouldRunStepsAgainThatHadNoRoom(StandIn.Schedule schedule) {
    StandIn.schedule(schedule);
    GaussianSnapshot roomy;
    List<StepReport> roomyReports;
    try (CudaDevice device = StandIn.open(CAP)) {
      // Room for more than the set below wants.
      GaussianSet large = filled(device, 0.6, 400);
      device.train(large, List.of(device.upload(photograph())), OPTIONS);
      GaussianSet set = filled(device, 0.3, 400);
      TrainingView view = device.upload(photograph());
      roomyReports = device.train(set, List.of(view, view, view), OPTIONS);
      roomy = device.snapshot(set);
    }
    try (CudaDevice device = StandIn.open(CAP)) {
      GaussianSet set = filled(device, 0.3, 400);
      TrainingView view = device.upload(photograph());
      List<StepReport> reports = device.train(set, List.of(view, view, view), OPTIONS);
      assertEquals(roomyReports, reports);
      GaussianSnapshot tight = device.snapshot(set);
      for (int p = 0; p < LAYOUT.planes(); p++) {
        assertArrayEquals(roomy.gaussians().planes()[p], tight.gaussians().planes()[p]);
      }
      assertEquals(roomyReports.size(), reports.size());
    }
  }

  @Test
  void shouldRefuseStepsWhoseEntriesNeverFitAndChangeNothing() {
    try (CudaDevice device = StandIn.open(2 << 20)) {
      GaussianSet small = filled(device, 0.01, 50);
      // Every Gaussian over every tile.
      GaussianSet set = filled(device, 5, 2000);
      TrainingView view = device.upload(photographOf(SyntheticScenes.ring(96, 96, 0, 4)));
      device.train(small, List.of(view), OPTIONS);
      GaussianSnapshot before = device.snapshot(set);
      PendingSteps steps = device.begin(set, List.of(view, view), OPTIONS);
      assertThrows(DeviceMemoryException.class, steps::await);
      assertThrows(DeviceMemoryException.class, steps::await);
      assertArrayEquals(
          before.gaussians().planes()[0], device.snapshot(set).gaussians().planes()[0]);
      assertEquals(1, device.train(small, List.of(view), OPTIONS).size());
    }
  }

  @Test
  void shouldEndStepsThatAreOnTheirWayWhenTheDeviceIsLost() {
    CudaDevice device = StandIn.open(CAP);
    GaussianSet set = filled(device, 0.05, 200);
    TrainingView view = device.upload(photograph());
    StandIn.schedule(StandIn.Schedule.WHEN_ASKED);
    PendingSteps steps = device.begin(set, List.of(view), OPTIONS);
    StandIn.inject("cuEventSynchronize", CUresult.CUDA_ERROR_LAUNCH_FAILED, 0);
    assertThrows(DeviceLostException.class, steps::await);
    assertThrows(DeviceLostException.class, steps::await);
    assertThrows(DeviceLostException.class, () -> device.render(set, CAMERA, COLOUR));
    set.close();
    view.close();
    device.close();
    StandIn.forgetLeaks();
  }

  private static GaussianSet filled(GpuDevice device, double extent, int count) {
    GaussianSet set = device.allocate(LAYOUT, count + 50);
    GaussianBatch truth = SyntheticScenes.gaussians(LAYOUT, count, extent, 1);
    device.append(set, SyntheticScenes.perturbed(truth, 0.3, 2));
    return set;
  }

  private static ViewData photograph() {
    return photographOf(CAMERA);
  }

  private static ViewData photographOf(Camera camera) {
    try (GpuDevice device = CpuDevice.create(CAP, 1, "test")) {
      GaussianSet set = device.allocate(LAYOUT, 200);
      device.append(set, SyntheticScenes.gaussians(LAYOUT, 200, 0.05, 1));
      return SyntheticScenes.photograph(device, set, camera);
    }
  }
}
