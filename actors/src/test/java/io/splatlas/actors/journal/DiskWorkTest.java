package io.splatlas.actors.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiskWorkTest {
  private final ExecutorService disk = Executors.newFixedThreadPool(2);
  private final DiskWork work = new DiskWork(disk);
  private final List<String> order = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    disk.close();
  }

  @Test
  void shouldWaitForWhatIsUnderWayThoughSomeOfItFails() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    work.begin(
        () -> {
          throw new IOException("the disk is full");
        });
    work.begin(
        () -> {
          await(go);
          return order.add("written");
        });
    Thread stopping =
        Thread.ofVirtual()
            .start(
                () -> {
                  work.await();
                  order.add("stopped");
                });
    while (stopping.getState() != Thread.State.TIMED_WAITING && stopping.isAlive()) {
      Thread.onSpinWait();
    }
    go.countDown();
    stopping.join();
    assertEquals(List.of("written", "stopped"), order);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }
}
