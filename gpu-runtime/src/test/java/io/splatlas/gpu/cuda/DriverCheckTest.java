package io.splatlas.gpu.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.function.ToIntFunction;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The stand-in finds wrong calls of the driver: each test makes one on purpose, past the classes
 * that would not, and expects the error of a driver and a sentence.
 */
class DriverCheckTest {
  private static final int BYTES = 256;

  @BeforeEach
  void load() {
    StandIn.load();
    StandIn.complaint();
  }

  @AfterEach
  void shouldForget() {
    StandIn.schedule(StandIn.Schedule.AT_ONCE);
    StandIn.complaint();
    StandIn.forgetLeaks();
    StandIn.assertClean();
  }

  /** Makes a mistake in a context with a piece of memory that nobody has written. */
  private static String complaintOf(int expected, ToIntFunction<Mistake> mistake) {
    try (CudaContext context = new CudaContext(CudaGpu.find(0).device())) {
      CUdeviceptr memory = new CUdeviceptr();
      assertEquals(0, JCudaDriver.cuMemAlloc(memory, BYTES));
      assertEquals(expected, mistake.applyAsInt(new Mistake(context, memory)));
      return StandIn.complaint();
    }
  }

  private record Mistake(CudaContext context, CUdeviceptr memory) {
    private CUstream stream() {
      return context.stream();
    }
  }

  private static void assertSays(String expected, String complaint) {
    assertTrue(complaint.contains(expected), complaint);
  }

  @Test
  void shouldFindMemoryThatIsFreedTwice() {
    String said =
        complaintOf(
            CUresult.CUDA_ERROR_INVALID_VALUE,
            it -> {
              assertEquals(0, JCudaDriver.cuMemFree(it.memory));
              return JCudaDriver.cuMemFree(it.memory);
            });
    assertSays("cuMemFree of memory that is not allocated", said);
  }

  @Test
  void shouldFindMemoryThatIsFreedInItsMiddle() {
    String said =
        complaintOf(
            CUresult.CUDA_ERROR_INVALID_VALUE,
            it -> JCudaDriver.cuMemFree(it.memory.withByteOffset(16)));
    assertSays("cuMemFree of memory that is not allocated", said);
  }

  @Test
  void shouldFindAKernelThatUsesFreedMemory() {
    String said =
        complaintOf(
            CUresult.CUDA_ERROR_ILLEGAL_ADDRESS,
            it -> {
              assertEquals(0, JCudaDriver.cuMemFree(it.memory));
              return StandIn.makeMistake("reads_within", it.memory);
            });
    assertSays("reads_within: outside any live allocation: read of 4 bytes", said);
  }

  @Test
  void shouldFindCopiesToFreedMemory() {
    String said =
        complaintOf(
            CUresult.CUDA_ERROR_INVALID_VALUE,
            it -> {
              assertEquals(0, JCudaDriver.cuMemFree(it.memory));
              return JCudaDriver.cuMemsetD32Async(it.memory, 0, 1, it.stream());
            });
    assertSays("cuMemsetD32: 4 bytes outside any live allocation", said);
  }

  @Test
  void shouldFindCopiesThatLeaveTheirMemory() {
    assertSays(
        "cuMemsetD32: 260 bytes outside any live allocation",
        complaintOf(
            CUresult.CUDA_ERROR_INVALID_VALUE,
            it -> JCudaDriver.cuMemsetD32Async(it.memory, 0, BYTES / 4 + 1, it.stream())));
    assertSays(
        "cuMemcpyDtoD: 256 bytes outside any live allocation",
        complaintOf(
            CUresult.CUDA_ERROR_INVALID_VALUE,
            it ->
                JCudaDriver.cuMemcpyDtoDAsync(
                    it.memory, it.memory.withByteOffset(4), BYTES, it.stream())));
    assertSays(
        "cuMemcpyDtoH: 300 bytes outside any live allocation",
        complaintOf(
            CUresult.CUDA_ERROR_INVALID_VALUE,
            it ->
                JCudaDriver.cuMemcpyDtoHAsync(
                    new PinnedMemory(it.context, 512).at(0), it.memory, 300, it.stream())));
  }

  @Test
  void shouldFindACopyOfWhatWasNeverWritten() {
    String said =
        complaintOf(
            CUresult.CUDA_ERROR_LAUNCH_FAILED,
            it -> {
              PinnedMemory host = new PinnedMemory(it.context, BYTES);
              assertEquals(0, JCudaDriver.cuMemsetD32Async(it.memory, 7, 5, it.stream()));
              assertEquals(
                  0, JCudaDriver.cuMemcpyDtoHAsync(host.at(0), it.memory, 20, it.stream()));
              assertEquals(7, host.segment().get(ValueLayout.JAVA_INT, 16), "what was written");
              JCudaDriver.cuMemcpyDtoHAsync(host.at(0), it.memory, BYTES, it.stream());
              return JCudaDriver.cuStreamSynchronize(it.stream());
            });
    assertSays("cuMemcpyDtoH of memory that was never written, from byte 20 of 256", said);
  }

  @Test
  void shouldFindAnAsynchronousCopyFromMemoryThatMayMove() {
    String said =
        complaintOf(
            CUresult.CUDA_ERROR_INVALID_VALUE,
            it ->
                JCudaDriver.cuMemcpyHtoDAsync(
                    it.memory, Pointer.to(new float[4]), 16, it.stream()));
    assertSays("cuMemcpyHtoD: host memory that is not pinned", said);
  }

  @Test
  void shouldFindHandlesThatAreDead() {
    assertSays(
        "cuEventDestroy of an event that is not alive",
        complaintOf(
            CUresult.CUDA_ERROR_INVALID_HANDLE,
            it -> {
              CUevent event = new CUevent();
              assertEquals(0, JCudaDriver.cuEventCreate(event, 0));
              assertEquals(0, JCudaDriver.cuEventDestroy(event));
              return JCudaDriver.cuEventDestroy(event);
            }));
    assertSays(
        "cuStreamSynchronize on a stream that is not alive",
        complaintOf(
            CUresult.CUDA_ERROR_INVALID_HANDLE,
            it -> {
              CUstream stream = new CUstream();
              assertEquals(0, JCudaDriver.cuStreamCreateWithPriority(stream, 0, 0));
              assertEquals(0, JCudaDriver.cuStreamDestroy(stream));
              return JCudaDriver.cuStreamSynchronize(stream);
            }));
  }

  @Test
  void shouldFindACallOnAThreadWithoutAContext() {
    String said =
        complaintOf(
            CUresult.CUDA_ERROR_INVALID_CONTEXT,
            it -> {
              JCudaDriver.cuCtxSetCurrent(new CUcontext());
              return JCudaDriver.cuMemAlloc(new CUdeviceptr(), 4);
            });
    assertSays("cuMemAlloc on a thread without a current context", said);
  }

  @Test
  void shouldFindMemoryOfAnotherContext() {
    try (CudaContext other = new CudaContext(CudaGpu.find(0).device())) {
      CUdeviceptr foreign = new CUdeviceptr();
      assertEquals(0, JCudaDriver.cuMemAlloc(foreign, BYTES));
      String said =
          complaintOf(
              CUresult.CUDA_ERROR_INVALID_VALUE,
              it -> JCudaDriver.cuMemsetD32Async(foreign, 0, 1, it.stream()));
      assertSays("cuMemsetD32: 4 bytes outside any live allocation", said);
      other.enter();
      assertEquals(0, JCudaDriver.cuMemFree(foreign));
    }
  }

  @Test
  void shouldCountWhatAContextTakesWithIt() {
    StandIn.forgetLeaks();
    try (CudaContext context = new CudaContext(CudaGpu.find(0).device())) {
      assertEquals(0, JCudaDriver.cuMemAlloc(new CUdeviceptr(), BYTES));
      assertEquals(0, JCudaDriver.cuMemAlloc(new CUdeviceptr(), BYTES));
      assertEquals(0, JCudaDriver.cuEventCreate(new CUevent(), 0));
      context.synchronize();
    }
    assertEquals(3, StandIn.count(StandIn.What.LEAKED));
  }

  @Test
  void shouldFindKernelsThatAreNotThoseOfThePtx() {
    assertSays(
        "the PTX has no entry explore",
        complaintOf(
            CUresult.CUDA_ERROR_INVALID_PTX,
            it -> load(Ptx.text().replace(".entry explore(", ".entry explored("))));
    String[] parts = Ptx.text().split("\\.param \\.u32 penalties_param_1,", -1);
    assertEquals(2, parts.length, "how the parameter is declared");
    assertSays(
        "the PTX was made from other sources: parameters of penalties",
        complaintOf(
            CUresult.CUDA_ERROR_INVALID_PTX,
            it -> load(parts[0] + ".param .u64 penalties_param_1," + parts[1])));
  }

  private static int load(String ptx) {
    return JCudaDriver.cuModuleLoadData(
        new CUmodule(), (ptx + "\0").getBytes(StandardCharsets.UTF_8));
  }

  /** A second stream and an event beside those of the context. */
  private record Beside(Mistake it, CUstream stream, CUevent event) {
    private static Beside of(Mistake it) {
      CUstream stream = new CUstream();
      CUevent event = new CUevent();
      assertEquals(0, JCudaDriver.cuStreamCreateWithPriority(stream, 0, 0));
      assertEquals(0, JCudaDriver.cuEventCreate(event, 0));
      return new Beside(it, stream, event);
    }

    private int set() {
      return JCudaDriver.cuMemsetD32Async(it.memory, 1, 8, it.stream());
    }

    private int setBeside() {
      assertEquals(0, JCudaDriver.cuMemsetD32Async(it.memory, 2, 8, stream));
      return JCudaDriver.cuStreamSynchronize(stream);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldFindStreamsThatTouchTheSameMemoryAtOnce(StandIn.Schedule schedule) {
    StandIn.schedule(schedule);
    String said =
        complaintOf(
            CUresult.CUDA_ERROR_LAUNCH_FAILED,
            it -> {
              Beside beside = Beside.of(it);
              // Waiting for an event that was recorded before does not help.
              assertEquals(0, JCudaDriver.cuEventRecord(beside.event, it.stream()));
              assertEquals(0, beside.set());
              assertEquals(0, JCudaDriver.cuStreamWaitEvent(beside.stream, beside.event, 0));
              return beside.setBeside();
            });
    assertSays("cuMemsetD32 writes what cuMemsetD32 touches in another stream", said);
  }

  @Test
  void shouldFindAReadBesideAWriteInAnotherStream() {
    String said =
        complaintOf(
            CUresult.CUDA_ERROR_LAUNCH_FAILED,
            it -> {
              Beside beside = Beside.of(it);
              assertEquals(0, beside.set());
              PinnedMemory host = new PinnedMemory(it.context, 32);
              JCudaDriver.cuMemcpyDtoHAsync(host.at(0), it.memory, 32, beside.stream);
              return JCudaDriver.cuStreamSynchronize(beside.stream);
            });
    assertSays("cuMemcpyDtoH reads what cuMemsetD32 touches in another stream", said);
  }

  @ParameterizedTest
  @EnumSource
  void shouldFindNothingWhereStreamsWaitForEachOther(StandIn.Schedule schedule) {
    StandIn.schedule(schedule);
    assertEquals(
        "",
        complaintOf(
            0,
            it -> {
              Beside beside = Beside.of(it);
              assertEquals(0, beside.set());
              assertEquals(0, JCudaDriver.cuEventRecord(beside.event, it.stream()));
              assertEquals(0, JCudaDriver.cuStreamWaitEvent(beside.stream, beside.event, 0));
              assertEquals(0, beside.setBeside());
              // The host has waited for the other stream: that is as good as an event.
              assertEquals(0, beside.set());
              PinnedMemory host = new PinnedMemory(it.context, 32);
              assertEquals(0, JCudaDriver.cuStreamSynchronize(it.stream()));
              assertEquals(
                  0, JCudaDriver.cuMemcpyDtoHAsync(host.at(0), it.memory, 32, beside.stream));
              // Both only read.
              assertEquals(
                  0, JCudaDriver.cuMemcpyDtoHAsync(host.at(0), it.memory, 32, it.stream()));
              return JCudaDriver.cuStreamSynchronize(beside.stream);
            }));
  }

  @Test
  void shouldRefuseALaunchOfImpossibleSize() {
    for (int[] size : new int[][] {{1, 65_536, 32}, {0, 1, 32}, {1, 1, 1_056}}) {
      String said =
          complaintOf(
              CUresult.CUDA_ERROR_INVALID_VALUE,
              it -> {
                CUmodule module = new CUmodule();
                CUfunction kernel = new CUfunction();
                byte[] image = (Ptx.text() + "\0").getBytes(StandardCharsets.UTF_8);
                assertEquals(0, JCudaDriver.cuModuleLoadData(module, image));
                assertEquals(0, JCudaDriver.cuModuleGetFunction(kernel, module, "admit_entries"));
                return JCudaDriver.cuLaunchKernel(
                    kernel, size[0], size[1], 1, size[2], 1, 1, 0, it.stream(), null, null);
              });
      assertSays("admit_entries was launched with an impossible size", said);
    }
  }
}
