package io.splatlas.gpu.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stand-in finds what is wrong with a kernel, and nothing where nothing is. */
class CheckerTest {
  @BeforeEach
  void load() {
    StandIn.load();
  }

  @AfterEach
  void shouldForget() {
    StandIn.order(0);
    StandIn.complaint();
    StandIn.forgetLeaks();
    StandIn.assertClean();
  }

  @ParameterizedTest
  @CsvSource({
    "reads_behind, 700, outside any live allocation",
    "writes_far_behind, 700, outside any live allocation",
    "reads_unwritten, 719, memory that was never written",
    "is_misaligned, 719, misaligned",
    "reads_unwritten_shared, 719, shared memory that this block never wrote",
    "misses_a_barrier, 719, a race with",
    "overwrites_what_others_read, 719, a race with",
    "trusts_a_shuffle, 719, a race with a write of another thread",
    "orders_its_warp_only, 719, a race with",
    "writes_what_another_block_wrote, 719, a race with a write of another block",
    "writes_what_another_block_read, 719, a race with",
    "mixes_atomic_and_plain, 719, a race with a write of another thread",
    "leaves_its_array, 719, an index outside its array",
    "casts_what_does_not_fit, 719, a float that its whole number cannot hold",
    "loses_lanes, 719, wait for lanes that never come",
  })
  void shouldFindAMistakeInAnyOrderOfThreads(String kernel, int code, String complaint) {
    for (int order = 0; order < 3; order++) {
      StandIn.order(order);
      assertEquals(code, run(kernel), kernel);
      String said = StandIn.complaint();
      assertTrue(said.startsWith(kernel + ": ") && said.contains(complaint), said);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reads_within",
        "reads_what_it_wrote",
        "has_a_barrier",
        "orders_its_warp",
        "counts_atomically"
      })
  void shouldFindNothingWhereNothingIs(String kernel) {
    for (int order = 0; order < 3; order++) {
      StandIn.order(order);
      assertEquals(0, run(kernel), () -> kernel + ": " + StandIn.complaint());
    }
  }

  private static int run(String kernel) {
    try (CudaContext context = new CudaContext(CudaGpu.find(0).device())) {
      DeviceHeap heap = new DeviceHeap(context, 1 << 20, 0);
      DeviceBuffer values = heap.allocate("test", 4L * 128);
      values.clear(0, 64);
      return StandIn.makeMistake(kernel, values.pointer());
    }
  }
}
