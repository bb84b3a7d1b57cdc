package io.splatlas.gpu.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class WorkersTest {
  @Test
  void shouldDoEveryItemOnce() {
    try (Workers workers = new Workers(3)) {
      for (int items : new int[] {0, 1, 2, 3, 1000}) {
        AtomicIntegerArray done = new AtomicIntegerArray(items);
        for (int round = 1; round <= 50; round++) {
          workers.run(items, (item, worker) -> done.incrementAndGet(item));
          for (int i = 0; i < items; i++) {
            assertEquals(round, done.get(i));
          }
        }
      }
    }
  }

  @Test
  void shouldBeDoneWithATaskBeforeTheNext() {
    int[] sums = new int[64];
    try (Workers workers = new Workers(4)) {
      for (int round = 0; round < 20_000; round++) {
        int items = 2 + round % (sums.length - 1);
        int add = round % 7;
        // Plain memory: whoever joins late, or is not waited for, would be seen here.
        workers.run(items, (item, worker) -> sums[item] += add);
        for (int i = 0; i < items; i++) {
          assertEquals(add, sums[i], "item " + i + " of round " + round);
          sums[i] = 0;
        }
      }
    }
  }

  @Test
  void shouldShareOutNeighboursAndTakeFromTheEndsOfOthers() {
    WorkShares shares = new WorkShares(2);
    shares.deal(5);
    assertEquals(0, shares.take(0));
    assertEquals(2, shares.take(1));
    assertEquals(1, shares.take(0));
    assertEquals(4, shares.take(0));
    assertEquals(3, shares.take(1));
    assertEquals(-1, shares.take(0));
    assertEquals(-1, shares.take(1));
  }

  @Test
  void shouldRethrowAFailureAndGoOnWorking() {
    try (Workers workers = new Workers(2)) {
      Workers.Task fails =
          (item, worker) -> {
            if (item == 7) {
              throw new IllegalStateException("item seven");
            }
          };
      for (int round = 0; round < 20; round++) {
        IllegalStateException e =
            assertThrows(IllegalStateException.class, () -> workers.run(100, fails));
        assertEquals("item seven", e.getMessage());
        AtomicIntegerArray done = new AtomicIntegerArray(10);
        workers.run(10, (item, worker) -> done.incrementAndGet(item));
        assertEquals(1, done.get(9));
      }
    }
  }
}
