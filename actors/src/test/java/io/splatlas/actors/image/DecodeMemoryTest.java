package io.splatlas.actors.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DecodeMemoryTest {
  private static final long MIB = 1 << 20;
  private static final long PATIENCE_SECONDS = 30;

  /** Two million pixels, of which a decoded image takes up to 25 bytes each. */
  private final DecodeMemory memory = new DecodeMemory(2_000_000);

  @Test
  void shouldNeverHaveMorePixelsUnderWayThanThereIsRoomFor() throws Exception {
    AtomicInteger pixels = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int side = 400 + 100 * (i % 9);
        all.add(
            threads.submit(
                () ->
                    memory.within(
                        side,
                        side,
                        () -> {
                          most.accumulateAndGet(pixels.addAndGet(side * side), Math::max);
                          Thread.onSpinWait();
                          return pixels.addAndGet(-side * side);
                        })));
      }
      for (Future<?> one : all) {
        one.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    }
    assertTrue(most.get() <= 2_000_000, () -> most + " pixels were under way");
  }

  @Test
  void shouldLetAnImageThatIsLargerThanAllTheRoomHaveAllOfIt() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<String> large =
          threads.submit(
              () ->
                  memory.within(
                      16_384,
                      16_384,
                      () -> {
                        inside.countDown();
                        leave.await();
                        return "large";
                      }));
      assertTrue(inside.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
      Future<String> small = threads.submit(() -> memory.within(1, 1, () -> "small"));
      assertTrue(!small.isDone());
      leave.countDown();
      assertEquals("large", large.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      assertEquals("small", small.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
  }

  @Test
  void shouldGiveRoomBackAlsoWhenTheWorkFails() {
    for (int i = 0; i < 3; i++) {
      assertThrows(
          IOException.class,
          () ->
              memory.within(
                  1_400,
                  1_400,
                  () -> {
                    throw new IOException("damaged");
                  }));
    }
  }

  @Test
  void shouldTakeNoImageThatTheHeapCouldNotHold() {
    assertEquals(64 << 20, DecodeLimits.ofHeap(64_000 * MIB).maxPixels());
    assertEquals(256 * MIB / 25, DecodeLimits.ofHeap(1_024 * MIB).maxPixels());
    DecodeLimits small = DecodeLimits.ofHeap(1_024 * MIB);
    DecodeException refused =
        assertThrows(DecodeException.class, () -> small.check("image", 200_000, 8_000, 8_000));
    assertEquals(DecodeException.Fault.TOO_LARGE, refused.fault());
  }
}
