package io.splatlas.gpu.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.DeviceMemoryException;
import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.GrowthOptions;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.PendingGrowth;
import io.splatlas.gpu.PendingSteps;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.SyntheticScenes;
import io.splatlas.gpu.TrainingOptions;
import io.splatlas.gpu.TrainingView;
import io.splatlas.gpu.ViewData;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bursts with growth, lifting and photographs that come and go: who waits, and what comes of it.
 */
class CudaWaitsTest {
  private static final long CAP = 1L << 28;
  private static final GaussianLayout LAYOUT = new GaussianLayout(1, 2);
  private static final TrainingOptions OPTIONS = TrainingOptions.defaults(1e-3f);
  private static final Camera CAMERA = SyntheticScenes.ring(40, 32, 0, 4);
  private static final int STEPS = 12;
  private static final int LIFTS = 4;

  @BeforeEach
  void load() {
    StandIn.load();
  }

  @AfterEach
  void shouldLeaveNothingBehind() {
    StandIn.schedule(StandIn.Schedule.AT_ONCE);
    StandIn.assertClean();
  }

  @Test
  void shouldWaitInABurstOnlyForWorkThatMoreIsQueuedBehind() {
    try (CudaDevice device = CudaDevice.open(0, CAP, 0.125, "test")) {
      GaussianSet set = filled(device, 0.05, 200, 600);
      // Once, so that room is there for whatever a burst needs.
      burst(device, set, 0);
      device.snapshot(set);
      StandIn.schedule(StandIn.Schedule.WHEN_ASKED);
      long waits = StandIn.count(StandIn.What.WAITS);
      long idle = StandIn.count(StandIn.What.IDLE_WAITS);
      long frees = StandIn.count(StandIn.What.FREES);
      int count = set.count();
      List<PendingSteps> steps = burst(device, set, 1);
      assertEquals(idle, StandIn.count(StandIn.What.IDLE_WAITS), "waits with nothing behind");
      // One each for the steps and maps that two more followed: none for growth, none for uploads.
      assertEquals(STEPS + LIFTS - 2, StandIn.count(StandIn.What.WAITS) - waits);
      assertEquals(frees, StandIn.count(StandIn.What.FREES), "memory given back to the driver");
      assertEquals(count + 30, set.count());
      for (PendingSteps step : steps) {
        assertEquals(1, step.await().size());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"WHEN_ASKED", "OTHERS_FIRST"})
  void shouldGiveTheSameBitsWhenNobodyWaits(StandIn.Schedule schedule) {
    List<float[]> expected = session(StandIn.Schedule.AT_ONCE);
    List<float[]> actual = session(schedule);
    for (int k = 0; k < expected.size(); k++) {
      assertArrayEquals(expected.get(k), actual.get(k), "array " + k);
    }
  }

  private static List<float[]> session(StandIn.Schedule schedule) {
    StandIn.schedule(schedule);
    List<float[]> seen = new ArrayList<>();
    try (CudaDevice device = CudaDevice.open(0, CAP, 0.125, "test")) {
      GaussianSet set = filled(device, 0.05, 200, 600);
      for (int k = 0; k < 2; k++) {
        burst(device, set, k);
        device.beginGrowth(set, new GrowthOptions(set.count() + 5, 0.01f, 0.001f, k));
        // A render may come before the last step, and it must not see rows that nobody is in yet.
        seen.add(
            SyntheticScenes.layer(
                device.render(set, CAMERA, RenderOptions.of(Layer.COLOUR)).colour()));
        burst(device, set, k + 7);
      }
      seen.addAll(arrays(device.snapshot(set)));
    }
    return seen;
  }

  /** Steps, a growth step after every fourth, a lift after every third, a new photograph each. */
  private static List<PendingSteps> burst(CudaDevice device, GaussianSet set, int seed) {
    List<PendingSteps> steps = new ArrayList<>();
    for (int k = 0; k < STEPS; k++) {
      TrainingView view = device.upload(photograph(k + seed));
      steps.add(device.begin(set, List.of(view), OPTIONS));
      view.close();
      if (k % 4 == 3) {
        device.beginGrowth(set, new GrowthOptions(set.count() + 10, 0.02f, 0.01f, k + seed));
      }
      if (k % 3 == 2) {
        device.beginLift(
            set, CAMERA, new FeatureMap(2, 2, 2, new float[] {k, 2, 3, 4, seed, 6, 7, 8}));
      }
    }
    return steps;
  }

  @ParameterizedTest
  @EnumSource(names = {"AT_ONCE", "WHEN_ASKED"})
  void shouldGrowAndLiftAgainBehindStepsThatHadNoRoom(StandIn.Schedule schedule) {
    StandIn.schedule(schedule);
    List<float[]> roomy;
    try (CudaDevice device = StandIn.open(CAP)) {
      GaussianSet large = filled(device, 0.6, 400, 500);
      device.train(large, List.of(device.upload(photograph(1))), OPTIONS);
      roomy = stepGrowStepLift(device);
    }
    try (CudaDevice device = StandIn.open(CAP)) {
      List<float[]> tight = stepGrowStepLift(device);
      for (int k = 0; k < roomy.size(); k++) {
        assertArrayEquals(roomy.get(k), tight.get(k), "array " + k);
      }
    }
  }

  private static List<float[]> stepGrowStepLift(CudaDevice device) {
    GaussianSet set = filled(device, 0.3, 400, 500);
    TrainingView view = device.upload(photograph(2));
    device.begin(set, List.of(view), OPTIONS);
    PendingGrowth growth = device.beginGrowth(set, new GrowthOptions(450, 0.02f, 0.01f, 3));
    device.beginLift(set, CAMERA, new FeatureMap(1, 1, 2, new float[] {1, 2}));
    device.begin(set, List.of(view), OPTIONS);
    view.close();
    assertEquals(450, growth.await().count());
    return arrays(device.snapshot(set));
  }

  @Test
  void shouldHaveAsManyAsBeforeWhenGrowthIsBehindAStepThatNeverFits() {
    try (CudaDevice device = StandIn.open(2 << 20)) {
      GaussianSet small = filled(device, 0.01, 50, 60);
      // Every Gaussian over every tile.
      GaussianSet set = filled(device, 5, 2000, 2100);
      Camera wide = SyntheticScenes.ring(96, 96, 0, 4);
      TrainingView view = device.upload(new ViewData(wide, new byte[3 * 96 * 96], null, null));
      device.train(small, List.of(view), OPTIONS);
      List<float[]> before = arrays(device.snapshot(set));
      PendingSteps steps = device.begin(set, List.of(view), OPTIONS);
      PendingGrowth growth = device.beginGrowth(set, new GrowthOptions(2040, 0.005f, 0, 1));
      assertEquals(2040, set.count());
      assertThrows(DeviceMemoryException.class, growth::await);
      assertThrows(DeviceMemoryException.class, steps::await);
      assertEquals(2000, set.count());
      List<float[]> after = arrays(device.snapshot(set));
      for (int k = 0; k < before.size(); k++) {
        assertArrayEquals(before.get(k), after.get(k), "array " + k);
      }
      assertEquals(2010, device.grow(set, new GrowthOptions(2010, 0.005f, 0, 1)).count());
    }
  }

  @Test
  void shouldCountAClosedPhotographAsGivenBackWhileAStepStillNeedsIt() {
    try (CudaDevice device = StandIn.open(CAP)) {
      GaussianSet set = filled(device, 0.05, 200, 200);
      device.train(set, List.of(device.upload(photograph(0))), OPTIONS);
      StandIn.schedule(StandIn.Schedule.WHEN_ASKED);
      long used = device.memory().used();
      long waits = StandIn.count(StandIn.What.WAITS);
      long bytes = StandIn.count(StandIn.What.BYTES);
      TrainingView view = device.upload(photograph(1));
      PendingSteps step = device.begin(set, List.of(view), OPTIONS);
      view.close();
      assertEquals(used, device.memory().used());
      assertEquals(waits, StandIn.count(StandIn.What.WAITS));
      assertTrue(StandIn.count(StandIn.What.BYTES) > bytes);
      step.await();
      assertEquals(bytes, StandIn.count(StandIn.What.BYTES));
      assertThrows(IllegalStateException.class, () -> device.begin(set, List.of(view), OPTIONS));
    }
  }

  @Test
  void shouldStageMoreThanThereArePiecesFor() {
    int height = (int) (Staging.PIECE * (Staging.MOST + 3) / (3 * 8192) + 1);
    try (CudaDevice device = StandIn.open(CAP)) {
      StandIn.schedule(StandIn.Schedule.WHEN_ASKED);
      Camera camera = SyntheticScenes.ring(8192, height, 0, 4);
      byte[] rgb = new byte[3 * camera.width() * camera.height()];
      long waits = StandIn.count(StandIn.What.WAITS);
      device.upload(new ViewData(camera, rgb, null, null));
      assertTrue(StandIn.count(StandIn.What.WAITS) > waits, "the last pieces wait for the first");
      assertTrue(StandIn.count(StandIn.What.PINNED) < Staging.MOST + 10);
    }
  }

  private static List<float[]> arrays(GaussianSnapshot snapshot) {
    List<float[]> all = new ArrayList<>(List.of(snapshot.gaussians().planes()));
    all.add(snapshot.liftingWeights());
    float[] names = new float[snapshot.count()];
    for (int i = 0; i < names.length; i++) {
      names[i] = snapshot.identities()[i];
    }
    all.add(names);
    return all;
  }

  private static GaussianSet filled(CudaDevice device, double extent, int count, int capacity) {
    GaussianSet set = device.allocate(LAYOUT, capacity);
    GaussianBatch truth = SyntheticScenes.gaussians(LAYOUT, count, extent, 1);
    device.append(set, SyntheticScenes.perturbed(truth, 0.3, 2));
    return set;
  }

  private static ViewData photograph(int seed) {
    byte[] rgb = new byte[3 * CAMERA.width() * CAMERA.height()];
    for (int k = 0; k < rgb.length; k++) {
      rgb[k] = (byte) (k / 7 * (seed + 3));
    }
    return new ViewData(CAMERA, rgb, null, null);
  }
}
