package io.splatlas.gpu.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUresult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens when the driver, the card or we make a mistake. */
class CudaFaultTest {
  private static final GaussianLayout LAYOUT = new GaussianLayout(1, 2);
  private static final Camera CAMERA = SyntheticScenes.ring(20, 16, 0, 4);
  private static final RenderOptions COLOUR = RenderOptions.of(Layer.COLOUR);

  @BeforeEach
  void load() {
    StandIn.load();
    StandIn.complaint();
  }

  @AfterEach
  void shouldLeaveNothingBehind() {
    StandIn.complaint();
    StandIn.assertClean();
  }

  @Test
  void shouldBeChosenByItselfWhereAGpuIs() {
    try (GpuDevice device = Devices.create("auto", 1 << 25)) {
      assertEquals("cuda", device.info().kind());
      assertTrue(device.info().name().contains("stand-in"), device.info().name());
      assertTrue(device.info().reason().startsWith("auto"));
    }
  }

  @Test
  void shouldLeaveNoUnpackedLibraryBehind() throws IOException {
    StandIn.open(1 << 24).close();
    try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertFalse(left.anyMatch(f -> f.getFileName().toString().startsWith("splatlas-jcuda")));
    }
  }

  @Test
  void shouldSayWhyAGpuCannotBeHad() {
    IllegalStateException none =
        assertThrows(IllegalStateException.class, () -> Devices.create("cuda:7", 1 << 24));
    assertEquals("no cuda:7 device: there is no GPU 7; the driver shows 1", none.getMessage());
    StandIn.inject("cuInit", CUresult.CUDA_ERROR_NO_DEVICE, 0);
    String why = reasonOfAuto("cpu");
    assertTrue(why.startsWith("auto: no GPU, cuInit failed with CUDA_ERROR_NO_DEVICE"), why);
    assertTrue(why.contains("nvidia-smi") && !why.contains("\n"), why);
    assertTrue(reasonOfAuto("cuda").startsWith("auto: a GPU"));
  }

  private static String reasonOfAuto(String expectedKind) {
    try (GpuDevice device = Devices.create("auto", 1 << 25)) {
      assertEquals(expectedKind, device.info().kind());
      return device.info().reason();
    }
  }

  @Test
  void shouldTakeTheNextCardWhenTheFirstCannotBeUsed() {
    StandIn.devices(2);
    StandIn.inject("cuCtxCreate", CUresult.CUDA_ERROR_DEVICE_UNAVAILABLE, 0);
    try (GpuDevice device = Devices.create("auto", 1 << 25)) {
      assertEquals("cuda:1", device.info().choice());
    } finally {
      StandIn.devices(1);
    }
  }

  @Test
  void shouldNotTakeACardThatFailsItsFirstTask() {
    StandIn.inject("cuLaunchKernel", CUresult.CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES, 40);
    String why = reasonOfAuto("cpu");
    assertTrue(why.contains("failed a first small task: cuLaunchKernel"), why);
    StandIn.inject("cuLaunchKernel", CUresult.CUDA_ERROR_LAUNCH_FAILED, 40);
    IllegalStateException lost =
        assertThrows(IllegalStateException.class, () -> Devices.create("cuda", 1 << 25));
    assertTrue(
        String.valueOf(lost.getMessage()).startsWith("no cuda device: it failed a first small"),
        lost.getMessage());
    StandIn.forgetLeaks();
  }

  @Test
  void shouldOfferAlmostAllOfTheCard() {
    try (GpuDevice device = Devices.create("cuda", Devices.AS_OFFERED)) {
      assertTrue(device.memory().cap() > 7L << 30, "of 8 GiB");
      assertTrue(device.memory().cap() < 8L << 30, "the driver needs some");
    }
  }

  @Test
  void shouldTakeTheCpuWhenTheGpuCannotBeOpened() {
    StandIn.inject("cuCtxCreate", CUresult.CUDA_ERROR_OUT_OF_MEMORY, 0);
    try (GpuDevice device = Devices.create("auto", 1 << 25)) {
      assertEquals("cpu", device.info().kind());
      assertTrue(device.info().reason().contains("CUDA_ERROR_OUT_OF_MEMORY"));
      assertFalse(device.info().reason().contains("\n"));
    }
  }

  @Test
  void shouldTakeNoMoreThanTheCardHas() {
    try (GpuDevice device = StandIn.open(1L << 50)) {
      assertTrue(device.memory().cap() < 8L << 30);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 11, 17, 23})
  void shouldSurviveACardWithoutMemory(int after) {
    try (CudaDevice device = StandIn.open(1 << 24)) {
      GaussianSet set = scene(device);
      TrainingView view = device.upload(SyntheticScenes.photograph(device, scene(device), CAMERA));
      long used = device.memory().used();
      StandIn.inject("cuMemAlloc", CUresult.CUDA_ERROR_OUT_OF_MEMORY, after);
      try {
        device.train(set, List.of(view), TrainingOptions.defaults(1e-3f));
      } catch (DeviceMemoryException expected) {
        assertTrue(String.valueOf(expected.getMessage()).contains("MiB"));
      }
      // Scratch space may have come or gone; what is accounted is what is there.
      assertEquals(device.memory().used(), StandIn.count(StandIn.What.BYTES));
      assertTrue(used > 0);
      StandIn.inject("", 0, 0);
      assertTrue(
          device.train(set, List.of(view), TrainingOptions.defaults(1e-3f)).getFirst().visible()
              > 0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        CUresult.CUDA_ERROR_ILLEGAL_ADDRESS,
        CUresult.CUDA_ERROR_LAUNCH_FAILED,
        CUresult.CUDA_ERROR_ECC_UNCORRECTABLE
      })
  void shouldKnowALostDeviceAndOpenAgain(int code) {
    CudaDevice device = StandIn.open(1 << 24);
    GaussianSet set = scene(device);
    StandIn.inject("cuLaunchKernel", code, 3);
    DeviceLostException lost =
        assertThrows(DeviceLostException.class, () -> device.render(set, CAMERA, COLOUR));
    assertTrue(String.valueOf(lost.getMessage()).contains("cuLaunchKernel"), lost.getMessage());
    assertThrows(DeviceLostException.class, () -> device.snapshot(set));
    assertThrows(DeviceLostException.class, () -> device.allocate(LAYOUT, 5));
    set.close();
    device.close();
    assertThrows(IllegalStateException.class, () -> device.allocate(LAYOUT, 5));
    try (CudaDevice again = StandIn.open(1 << 24)) {
      assertNotNull(again.render(scene(again), CAMERA, COLOUR).colour());
    }
    // The lost context took its handles along: nobody could give them back.
    StandIn.forgetLeaks();
  }

  @Test
  void shouldNameTheCallTheCodeAndWhatToDo() {
    try (CudaDevice device = StandIn.open(1 << 24)) {
      GaussianSet set = scene(device);
      StandIn.inject("cuMemcpyDtoH", CUresult.CUDA_ERROR_INVALID_VALUE, 0);
      CudaException e = assertThrows(CudaException.class, () -> device.snapshot(set));
      assertEquals(CUresult.CUDA_ERROR_INVALID_VALUE, e.code());
      String message = String.valueOf(e.getMessage());
      assertTrue(
          message.startsWith("cuMemcpyDtoH failed with CUDA_ERROR_INVALID_VALUE (1);"), message);
      assertEquals(50, device.snapshot(set).count());
    }
  }

  @Test
  void shouldRefuseArgumentsThatAKernelDoesNotTake() {
    CudaContext context = new CudaContext(CudaGpu.find(0).device());
    try (context) {
      KernelModule kernels = new KernelModule(context, Ptx.text());
      assertThrows(IllegalArgumentException.class, () -> kernels.launchOver("nobody", 1, 256));
      assertThrows(IllegalArgumentException.class, () -> kernels.launchOver("scan_add", 1, 256, 1));
      assertThrows(
          IllegalArgumentException.class,
          () -> kernels.launchOver("scan_add", 1, 256, 1, new CUdeviceptr(), 1));
    }
  }

  @Test
  void shouldNoticeAKernelThatWritesBehindItsMemory() {
    try (CudaContext context = new CudaContext(CudaGpu.find(0).device())) {
      KernelModule kernels = new KernelModule(context, Ptx.text());
      DeviceHeap heap = new DeviceHeap(context, 1 << 20, 0);
      DeviceBuffer values = heap.allocateZeroed("test", 4L * 64);
      DeviceBuffer totals = heap.allocateZeroed("test", 4L * 64);
      // Told that there are more values than there are.
      kernels.launch("scan_blocks", 4, 1, 1, 256, values.pointer(), totals.pointer(), 4 * 1024);
      assertThrows(DeviceLostException.class, context::synchronize);
      assertTrue(StandIn.complaint().startsWith("scan_blocks: outside any live allocation"));
    }
    StandIn.forgetLeaks();
  }

  @Test
  void shouldNoticeMemoryThatWasGivenBack() {
    try (CudaContext context = new CudaContext(CudaGpu.find(0).device())) {
      KernelModule kernels = new KernelModule(context, Ptx.text());
      DeviceHeap heap = new DeviceHeap(context, 1 << 20, 0);
      DeviceBuffer values = heap.allocateZeroed("test", 4L * 64);
      DeviceBuffer totals = heap.allocateZeroed("test", 4L * 64);
      CUdeviceptr dangling = values.at(0);
      values.close();
      values.close();
      assertThrows(IllegalStateException.class, values::pointer);
      kernels.launch("scan_blocks", 1, 1, 1, 256, dangling, totals.pointer(), 64);
      assertThrows(DeviceLostException.class, context::synchronize);
      assertTrue(StandIn.complaint().contains("no live device memory"));
    }
    StandIn.forgetLeaks();
  }

  private static GaussianSet scene(GpuDevice device) {
    GaussianSet set = device.allocate(LAYOUT, 60);
    device.append(set, SyntheticScenes.gaussians(LAYOUT, 50, 0.1, 1));
    return set;
  }
}
