package io.splatlas.actors.spatial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParallelTest {
  @ParameterizedTest
  @CsvSource({"1,0,1", "1,10,3", "2,1,8", "3,1000,7", "4,1024,1", "3,5,100"})
  void shouldVisitEachIndexOnce(int threads, int size, int grain) {
    AtomicIntegerArray visits = new AtomicIntegerArray(size);
    Parallel.threads(threads)
        .forRange(
            size,
            grain,
            (worker, from, to) -> {
              assertTrue(worker >= 0 && worker < threads);
              for (int i = from; i < to; i++) {
                visits.incrementAndGet(i);
              }
            });
    for (int i = 0; i < size; i++) {
      assertEquals(1, visits.get(i));
    }
  }

  @Test
  void shouldFinishAloneWhenTheExecutorNeverRunsAnything() {
    AtomicIntegerArray visits = new AtomicIntegerArray(10);
    Parallel.on(task -> {}, 4).forRange(10, 1, (w, from, to) -> visits.incrementAndGet(from));
    for (int i = 0; i < 10; i++) {
      assertEquals(1, visits.get(i));
    }
  }

  @Test
  void shouldThrowWhatTheBodyThrew() {
    IllegalStateException failure = new IllegalStateException("chunk");
    for (int threads = 1; threads <= 3; threads++) {
      Parallel parallel = Parallel.threads(threads);
      assertSame(
          failure,
          assertThrows(
              IllegalStateException.class,
              () ->
                  parallel.forRange(
                      100,
                      1,
                      (w, from, to) -> {
                        if (from == 50) {
                          throw failure;
                        }
                      })));
    }
  }

  @Test
  void shouldRefuseLessThanOneThread() {
    assertThrows(IllegalArgumentException.class, () -> Parallel.threads(0));
  }
}
