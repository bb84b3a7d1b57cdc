package io.splatlas.ops.page;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Open streams of server-sent events: at most {@value #MOST}, and none that keeps a reader who
 * stopped reading.
 */
final class LiveStreams implements AutoCloseable {
  static final int MOST = 256;
  private static final long LOOK_SECONDS = 5;

  private final SceneJournal journal;
  private final PageMetrics metrics;
  private final StatusCache statuses;
  private final Semaphore free = new Semaphore(MOST);
  private final Set<LiveStream> open = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService watchdog =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("page-watchdog").factory());
  private final ScheduledFuture<?> looking;

  LiveStreams(SceneJournal journal, PageMetrics metrics) {
    this.metrics = metrics;
    this.journal = journal;
    this.statuses = new StatusCache();
    looking =
        watchdog.scheduleWithFixedDelay(
            () -> open.forEach(LiveStream::closeIfStuck),
            LOOK_SECONDS,
            LOOK_SECONDS,
            TimeUnit.SECONDS);
  }

  /** Returns when the reader is gone or the scene ended. */
  void serve(HttpExchange exchange, Caller caller, String scene, Query query) throws IOException {
    if (!free.tryAcquire()) {
      throw new HttpProblem(503, "too many pages are open: " + MOST);
    }
    try {
      caller.requireWatch(scene);
      String first = statuses.status(caller, scene);
      long after = resumeAfter(exchange, query);
      LiveStream stream = new LiveStream(exchange, caller, scene, statuses, journal);
      open.add(stream);
      metrics.streamOpened();
      try {
        stream.run(first, after);
      } finally {
        open.remove(stream);
        metrics.streamClosed();
      }
    } finally {
      free.release();
    }
  }

  /** A browser that connects again says what it had; a page that begins may say so in its query. */
  private static long resumeAfter(HttpExchange exchange, Query query) {
    String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
    return last == null || last.isEmpty() ? query.revision("after") : Query.parseRevision(last);
  }

  @Override
  public void close() {
    looking.cancel(false);
    watchdog.shutdown();
    open.forEach(LiveStream::close);
  }
}
