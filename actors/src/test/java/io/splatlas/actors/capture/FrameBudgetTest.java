package io.splatlas.actors.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameBudgetTest {
  private static final long MIB = 1 << 20;

  private long free = 1000 * MIB;
  private final FrameBudget budget =
      new FrameBudget(new Retention(100 * MIB, 150 * MIB, 10 * MIB), () -> free);

  @TempDir Path data;

  @Test
  void shouldRefuseBeforeTheDiskIsFull() {
    assertTrue(budget.refusal("desk", MIB).isEmpty());
    free = 10 * MIB;
    assertTrue(budget.refusal("desk", MIB).orElseThrow().contains("10 MiB are kept free"));
  }

  @Test
  void shouldHoldEverySceneToItsLimitAndAllToTheirs() {
    budget.stored("desk", 100 * MIB);
    assertTrue(budget.refusal("desk", 1).orElseThrow().contains("the scene's"));
    assertTrue(budget.refusal("hall", 50 * MIB).isEmpty());
    budget.stored("hall", 50 * MIB);
    assertTrue(budget.refusal("hall", 1).orElseThrow().contains("the server's"));
    budget.stored("desk", 0);
    assertTrue(budget.refusal("hall", 1).isEmpty());
    assertEquals(50 * MIB, budget.total());
  }

  @Test
  void shouldAskForThinningBeforeALimitIsReachedAndForSomeRoomAtOnce() {
    budget.stored("desk", 89 * MIB);
    assertEquals(0, budget.excess("desk"));
    budget.stored("desk", 91 * MIB);
    assertEquals(16 * MIB, budget.excess("desk"));
    budget.stored("desk", 85 * MIB);
    budget.stored("hall", 60 * MIB);
    assertEquals(145 * MIB - (long) (0.75 * 150 * MIB), budget.excess("desk"));
  }

  @Test
  void shouldBoundWhatFramesOfAllScenesTakeOfTheHeap() {
    FrameBudget shared =
        new FrameBudget(new Retention(MIB, MIB, 0), () -> Long.MAX_VALUE, 10 * MIB);
    assertTrue(shared.takeUnderWay(20 * MIB), "one always finds room");
    assertFalse(shared.takeUnderWay(1));
    shared.releaseUnderWay(20 * MIB);
    assertTrue(shared.takeUnderWay(6 * MIB));
    assertTrue(shared.takeUnderWay(4 * MIB));
    assertFalse(shared.takeUnderWay(1));
  }

  @Test
  void shouldKnowTheRoomOfARealDisk() {
    FrameBudget real = FrameBudget.of(Retention.DEFAULTS, data.resolve("new"));
    assertTrue(real.refusal("desk", 1L << 60).isPresent());
    FrameBudget greedy =
        FrameBudget.of(
            new Retention(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE), data.resolve("new"));
    assertTrue(greedy.refusal("desk", 1).isPresent());
  }

  @Test
  void shouldRefuseLimitsThatCannotBe() {
    assertThrows(IllegalArgumentException.class, () -> new Retention(0, MIB, 0));
    assertThrows(IllegalArgumentException.class, () -> new Retention(MIB, MIB, -1));
  }
}
