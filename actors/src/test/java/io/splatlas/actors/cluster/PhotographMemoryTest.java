package io.splatlas.actors.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PhotographMemoryTest {
  private final PhotographMemory memory = new PhotographMemory(100);

  private static boolean isHad(PhotographMemory.Share share) {
    return share.had().toCompletableFuture().isDone();
  }

  @Test
  void shouldLetThoseWaitForWhomThereIsNoRoomInTheOrderOfAsking() {
    PhotographMemory.Share first = memory.ask(60);
    PhotographMemory.Share second = memory.ask(60);
    PhotographMemory.Share small = memory.ask(10);
    assertTrue(isHad(first));
    assertFalse(isHad(second));
    assertFalse(isHad(small), "it would fit, but then a large one might wait for ever");
    assertEquals(60, memory.used());
    first.close();
    assertTrue(isHad(second) && isHad(small));
    assertEquals(70, memory.used());
    second.close();
    small.close();
    assertEquals(0, memory.used());
  }

  @Test
  void shouldGiveAllToOneThatWantsMoreThanThereIs() {
    PhotographMemory.Share one = memory.ask(1);
    PhotographMemory.Share large = memory.ask(1_000);
    assertFalse(isHad(large));
    one.close();
    assertTrue(isHad(large));
    assertFalse(isHad(memory.ask(1)), "nobody beside it");
  }

  @Test
  void shouldForgetOneThatWaitsNoLonger() {
    PhotographMemory.Share first = memory.ask(100);
    PhotographMemory.Share gone = memory.ask(100);
    PhotographMemory.Share last = memory.ask(100);
    gone.close();
    first.close();
    first.close();
    assertFalse(isHad(gone));
    assertTrue(isHad(last));
    assertEquals(100, memory.used(), "given back once");
  }

  @Test
  void shouldRefuseWhatIsNoSize() {
    assertThrows(IllegalArgumentException.class, () -> memory.ask(-1));
    assertThrows(IllegalArgumentException.class, () -> new PhotographMemory(-1));
  }

  @Test
  void shouldNeverGiveOutMoreThanThereIsToManyAtOnce() throws Exception {
    AtomicLong held = new AtomicLong();
    AtomicLong most = new AtomicLong();
    try (ExecutorService scenes = Executors.newFixedThreadPool(4)) {
      List<Callable<Void>> all = new ArrayList<>();
      for (int scene = 0; scene < 64; scene++) {
        long bytes = 20L + scene % 40;
        all.add(
            () -> {
              try (PhotographMemory.Share share = memory.ask(bytes)) {
                share.had().toCompletableFuture().join();
                most.accumulateAndGet(held.addAndGet(bytes), Math::max);
                held.addAndGet(-bytes);
              }
              return null;
            });
      }
      for (Future<Void> done : scenes.invokeAll(all)) {
        done.get();
      }
    }
    assertTrue(most.get() <= 100, "at most " + most.get());
    assertEquals(0, memory.used());
  }
}
