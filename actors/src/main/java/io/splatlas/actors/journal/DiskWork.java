package io.splatlas.actors.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/**
 * What a plugin has the disk do, beside its actor. An actor system ends when its actors have, and
 * does not ask what their dispatchers are at: a plugin that stops waits for what is under way, so
 * that nothing is written behind the end of its system. For the plugin's own thread.
 */
final class DiskWork {
  private static final Logger LOG = LoggerFactory.getLogger(DiskWork.class);

  /** A disk that takes longer is not waited for. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  /** Work that blocks. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  private final Executor disk;
  private final Set<CompletableFuture<?>> underWay = new HashSet<>();

  /**
   * @param disk threads that may block
   */
  DiskWork(Executor disk) {
    this.disk = disk;
  }

  <T> Future<T> begin(Work<T> work) {
    CompletableFuture<T> done =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return work.run();
              } catch (IOException failure) {
                throw new UncheckedIOException(failure);
              }
            },
            disk);
    underWay.removeIf(CompletableFuture::isDone);
    underWay.add(done);
    return FutureConverters.asScala(done);
  }

  /** Waits until nothing is under way; whoever asked for it is told how it ended. */
  void await() {
    try {
      CompletableFuture.allOf(underWay.toArray(CompletableFuture<?>[]::new))
          .exceptionally(failure -> null)
          .get(LONGEST.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException slow) {
      LOG.warn(
          "The journal's disk is still at work after {} s and is not waited for",
          LONGEST.toSeconds());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException never) {
      throw new IllegalStateException("failures were taken", never);
    }
  }
}
