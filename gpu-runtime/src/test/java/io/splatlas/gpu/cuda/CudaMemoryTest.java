package io.splatlas.gpu.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.DeviceLostException;
import io.splatlas.gpu.DeviceMemoryException;
import io.splatlas.gpu.Devices;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.SyntheticScenes;
import io.splatlas.gpu.TrainingOptions;
import io.splatlas.gpu.TrainingView;
import io.splatlas.gpu.ViewData;
import io.splatlas.gpu.bench.DeviceBenchmark;
import io.splatlas.gpu.bench.SyntheticSource;
import io.splatlas.gpu.bench.TrainingBenchmark;
import java.util.List;
import jcuda.driver.CUresult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pool of device memory, handles that come and go, calls that fail, several cards. */
class CudaMemoryTest {
  private static final GaussianLayout LAYOUT = new GaussianLayout(1, 2);
  private static final Camera CAMERA = SyntheticScenes.ring(40, 32, 0, 4);

  @BeforeEach
  void load() {
    StandIn.load();
    StandIn.complaint();
    StandIn.forgetLeaks();
  }

  @AfterEach
  void shouldLeaveNothingBehind() {
    StandIn.devices(1);
    StandIn.inject("", 0, 0);
    StandIn.complaint();
    StandIn.assertClean();
  }

  @Test
  void shouldUseAgainWhatWasGivenBack() {
    try (CudaDevice device = CudaDevice.open(0, 1 << 24, 0.5, "test")) {
      ViewData photograph = new ViewData(CAMERA, new byte[3 * 40 * 32], null, null);
      device.upload(photograph).close();
      long allocations = StandIn.count(StandIn.What.ALLOCATIONS);
      long used = device.memory().used();
      for (int k = 0; k < 20; k++) {
        TrainingView view = device.upload(photograph);
        assertEquals(used + view.bytes(), device.memory().used());
        view.close();
      }
      assertEquals(allocations, StandIn.count(StandIn.What.ALLOCATIONS));
      assertEquals(used, device.memory().used());
    }
  }

  @Test
  void shouldEmptyThePoolBeforeItRefuses() {
    long cap = 4 << 20;
    try (CudaDevice device = CudaDevice.open(0, cap, 0.9, "test")) {
      Camera camera = SyntheticScenes.ring(800, 400, 0, 4);
      device.upload(new ViewData(camera, new byte[3 * 800 * 400], null, null)).close();
      assertTrue(StandIn.count(StandIn.What.BYTES) > 900_000, "it waits in the pool");
      // Too large for a pooled block, and for the cap beside it.
      Camera larger = SyntheticScenes.ring(1500, 800, 0, 4);
      TrainingView view = device.upload(new ViewData(larger, new byte[3 * 1500 * 800], null, null));
      assertTrue(StandIn.count(StandIn.What.BYTES) <= cap);
      assertThrows(
          DeviceMemoryException.class,
          () -> device.upload(new ViewData(larger, new byte[3 * 1500 * 800], null, null)));
      view.close();
    }
  }

  @Test
  void shouldTakeNoMoreMemoryHoweverOftenHandlesComeAndGo() {
    try (CudaDevice device = CudaDevice.open(0, 1 << 26, 0.125, "test")) {
      round(device, 0);
      round(device, 1);
      long bytes = StandIn.count(StandIn.What.BYTES);
      long used = device.memory().used();
      long events = StandIn.count(StandIn.What.EVENTS);
      long pinned = StandIn.count(StandIn.What.PINNED);
      for (int k = 2; k < 8; k++) {
        round(device, k);
      }
      assertEquals(bytes, StandIn.count(StandIn.What.BYTES));
      assertEquals(used, device.memory().used());
      assertEquals(events, StandIn.count(StandIn.What.EVENTS));
      assertEquals(pinned, StandIn.count(StandIn.What.PINNED));
    }
  }

  private static void round(GpuDevice device, int seed) {
    try (GaussianSet set = device.allocate(LAYOUT, 100)) {
      device.append(set, SyntheticScenes.gaussians(LAYOUT, 80, 0.05, 1));
      ViewData photograph = SyntheticScenes.photograph(device, set, CAMERA);
      try (TrainingView view = device.upload(photograph)) {
        assertEquals(
            2,
            device.train(set, List.of(view, view), TrainingOptions.defaults(1e-4f * seed)).size());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "cuMemcpyHtoD, 1, 0",
    "cuMemcpyDtoH, 1, 1",
    "cuMemsetD32, 1, 0",
    "cuMemcpyDtoD, 1, 0",
    "cuMemAlloc, 1, 0",
    "cuLaunchKernel, 701, 2",
    "cuEventRecord, 400, 3",
    "cuStreamWaitEvent, 400, 0",
    "cuEventSynchronize, 400, 1",
  })
  void shouldMakeOneExceptionOfOneErrorAndGoOn(String call, int code, int after) {
    try (CudaDevice device = StandIn.open(1 << 24)) {
      GaussianSet set = device.allocate(LAYOUT, 100);
      device.append(set, SyntheticScenes.gaussians(LAYOUT, 80, 0.05, 1));
      TrainingView view = device.upload(new ViewData(CAMERA, new byte[3 * 40 * 32], null, null));
      StandIn.inject(call, code, after);
      CudaException e =
          assertThrows(
              CudaException.class,
              () -> {
                device.train(set, List.of(view, view), TrainingOptions.defaults(1e-3f));
                device.render(set, CAMERA, RenderOptions.of(Layer.COLOUR));
                device.upload(new ViewData(CAMERA, new byte[3 * 40 * 32], null, null)).close();
                GaussianSet grown = device.allocate(LAYOUT, 5_000);
                device.append(grown, SyntheticScenes.gaussians(LAYOUT, 80, 0.05, 1));
                device.append(grown, SyntheticScenes.gaussians(LAYOUT, 2_000, 0.05, 1));
              });
      String message = String.valueOf(e.getMessage());
      assertTrue(message.startsWith(call) && message.contains("(" + code + "); "), message);
      assertEquals(1, device.train(set, List.of(view), TrainingOptions.defaults(1e-3f)).size());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "cuCtxCreate, 2",
    "cuCtxGetStreamPriorityRange, 1",
    "cuStreamCreate, 2",
    "cuEventCreate, 2",
    "cuMemHostAlloc, 2",
    "cuModuleLoadData, 218",
    "cuModuleGetFunction, 500",
  })
  void shouldLeaveNothingBehindWhenItCannotBeOpened(String call, int code) {
    for (int after = 0; after < 2; after++) {
      StandIn.inject(call, code, after);
      try {
        StandIn.open(1 << 24).close();
      } catch (CudaException e) {
        assertEquals(code, e.code());
      }
      StandIn.inject("", 0, 0);
      StandIn.assertClean();
    }
  }

  @Test
  void shouldBeTimedLikeAnyDevice() {
    DeviceBenchmark.Figures figures =
        DeviceBenchmark.run(
            new SyntheticSource(48, 32),
            new TrainingBenchmark.Setup(300, 1, 2, 6),
            "cuda",
            Devices.AS_OFFERED);
    assertTrue(figures.device().contains("stand-in"), figures.device());
    assertEquals(300, figures.gaussians());
    assertTrue(figures.stepsPerSecond() > 0 && figures.psnr() > 0, figures.toString());
  }

  @Test
  void shouldKeepSeveralCardsApart() {
    StandIn.devices(2);
    assertEquals(List.of("cuda:0", "cuda:1"), Devices.choices("cuda:all"));
    try (GpuDevice first = Devices.create("cuda:0", 1 << 25);
        GpuDevice second = Devices.create("cuda:1", 1 << 25)) {
      long used = second.memory().used();
      GaussianSet set = first.allocate(LAYOUT, 100);
      first.append(set, SyntheticScenes.gaussians(LAYOUT, 80, 0.05, 1));
      assertEquals(used, second.memory().used());
      assertThrows(
          IllegalArgumentException.class,
          () -> second.render(set, CAMERA, RenderOptions.of(Layer.COLOUR)));
      StandIn.inject("cuLaunchKernel", CUresult.CUDA_ERROR_LAUNCH_FAILED, 0);
      assertThrows(
          DeviceLostException.class,
          () -> first.render(set, CAMERA, RenderOptions.of(Layer.COLOUR)));
      GaussianSet other = second.allocate(LAYOUT, 100);
      second.append(other, SyntheticScenes.gaussians(LAYOUT, 80, 0.05, 1));
      assertTrue(second.render(other, CAMERA, RenderOptions.of(Layer.COLOUR)).width() > 0);
    }
    StandIn.forgetLeaks();
  }
}
