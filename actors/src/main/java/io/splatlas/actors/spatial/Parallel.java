package io.splatlas.actors.spatial;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs a loop over an index range on the calling thread and up to {@code threads - 1} helpers. The
 * caller always works itself and waits for chunks, never for helpers to start, so an executor that
 * is busy or has no free thread makes the loop slower but cannot make it hang.
 */
public final class Parallel {
  /** The body of a parallel loop. */
  @FunctionalInterface
  public interface Body {
    /**
     * Handles indices {@code from} to {@code to - 1}.
     *
     * @param worker 0 to threads - 1, never held by two running chunks: an index into per-worker
     *     scratch
     * @param from first index
     * @param to one past the last index
     */
    void run(int worker, int from, int to);
  }

  private static final AtomicInteger THREAD_NUMBER = new AtomicInteger();

  private final Executor executor;
  private final int threads;

  private Parallel(Executor executor, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("%d threads: must be at least 1".formatted(threads));
    }
    this.executor = executor;
    this.threads = threads;
  }

  /** Everything on the calling thread. */
  public static Parallel sequential() {
    return new Parallel(Parallel::startThread, 1);
  }

  /** The caller and {@code threads - 1} short-lived daemon threads a loop. */
  public static Parallel threads(int threads) {
    return new Parallel(Parallel::startThread, threads);
  }

  /** The caller and up to {@code threads - 1} tasks on {@code executor}. */
  public static Parallel on(Executor executor, int threads) {
    return new Parallel(executor, threads);
  }

  private static void startThread(Runnable task) {
    Thread.ofPlatform().daemon().name("parallel-" + THREAD_NUMBER.incrementAndGet()).start(task);
  }

  /** The largest number of threads a loop runs on. */
  public int threads() {
    return threads;
  }

  /**
   * Runs {@code body} over 0 to {@code size - 1} in chunks of {@code grain}, each exactly once, in
   * any order. Returns when all are done. If a chunk throws, chunks not yet started are skipped and
   * the first failure is thrown here.
   */
  public void forRange(int size, int grain, Body body) {
    int chunks = (int) (((long) size + grain - 1) / grain);
    if (threads == 1 || chunks <= 1) {
      for (int c = 0; c < chunks; c++) {
        body.run(0, c * grain, (int) Math.min(size, (c + 1L) * grain));
      }
      return;
    }
    Loop loop = new Loop(size, grain, chunks, body);
    for (int h = Math.min(threads, chunks) - 1; h > 0; h--) {
      executor.execute(loop);
    }
    loop.run();
    loop.await();
  }

  private static final class Loop implements Runnable {
    private final int size;
    private final int grain;
    private final int chunks;
    private final Body body;
    private final AtomicInteger nextChunk = new AtomicInteger();
    private final AtomicInteger nextWorker = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final CountDownLatch open;

    Loop(int size, int grain, int chunks, Body body) {
      this.size = size;
      this.grain = grain;
      this.chunks = chunks;
      this.body = body;
      this.open = new CountDownLatch(chunks);
    }

    @Override
    public void run() {
      int worker = nextWorker.getAndIncrement();
      for (int c = nextChunk.getAndIncrement(); c < chunks; c = nextChunk.getAndIncrement()) {
        try {
          if (failure.get() == null) {
            body.run(worker, c * grain, (int) Math.min(size, (c + 1L) * grain));
          }
        } catch (RuntimeException | Error e) {
          failure.compareAndSet(null, e);
        } finally {
          open.countDown();
        }
      }
    }

    void await() {
      boolean interrupted = false;
      while (true) {
        try {
          open.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      Throwable cause = failure.get();
      if (cause instanceof Error error) {
        throw error;
      }
      if (cause instanceof RuntimeException exception) {
        throw exception;
      }
    }
  }
}
