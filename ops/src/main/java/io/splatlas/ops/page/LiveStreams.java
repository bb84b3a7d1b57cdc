package io.splatlas.ops.page;

import com.sun.net.httpserver.HttpExchange;
import io.splatlas.proto.v1.WatchMatchesRequest;
import io.splatlas.proto.v1.WatchMatchesResponse;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Open streams of server-sent events: at most {@value #MOST} pages and as many standing questions,
 * and none that keeps a reader who stopped reading.
 */
final class LiveStreams implements AutoCloseable {
  static final int MOST = 256;
  private static final long LOOK_SECONDS = 5;
  private static final long STUCK_SECONDS = 20;

  private final SceneJournal journal;
  private final PageMetrics metrics;
  private final StatusCache statuses;
  private final Semaphore pages = new Semaphore(MOST);
  private final Semaphore questions = new Semaphore(MOST);
  private final Set<EventWriter> open = ConcurrentHashMap.newKeySet();
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
            this::closeStuck, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  /** What goes on until the reader is gone or nothing more comes. */
  private interface Stream {
    void run(EventWriter writer) throws IOException, InterruptedException;
  }

  /** Tells a page of a scene; returns when the page is gone or the scene ended. */
  void serve(HttpExchange exchange, Caller caller, String scene, Query query) throws IOException {
    keep(
        pages,
        () -> {
          caller.requireWatch(scene);
          String first = statuses.status(caller, scene);
          long after = resumeAfter(exchange, query);
          metrics.streamOpened();
          try {
            run(
                exchange,
                writer ->
                    new LiveStream(writer, caller, scene, statuses, journal).run(first, after));
          } finally {
            metrics.streamClosed();
          }
        });
  }

  /** Tells a page what matches its question; returns when the page is gone or the scene ended. */
  void matches(HttpExchange exchange, Caller caller, WatchMatchesRequest question)
      throws IOException {
    keep(
        questions,
        () -> {
          // Said before the answer begins: who may not ask gets a status, not an open stream.
          caller.requireQuery(question.getSceneId());
          metrics.questionOpened();
          try (Inbox<WatchMatchesRequest, WatchMatchesResponse> inbox =
              Inbox.matches(caller.client(), question)) {
            run(exchange, writer -> new MatchStream(writer).run(inbox));
          } finally {
            metrics.questionClosed();
          }
        });
  }

  private static void keep(Semaphore places, Page.Answering answering) throws IOException {
    if (!places.tryAcquire()) {
      throw new HttpProblem(503, "too many pages are open: at most " + MOST);
    }
    try {
      answering.answer();
    } finally {
      places.release();
    }
  }

  private void run(HttpExchange exchange, Stream stream) throws IOException {
    EventWriter writer = EventWriter.begin(exchange);
    open.add(writer);
    try {
      stream.run(writer);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(writer);
    }
  }

  /** A browser that connects again says what it had; a page that begins may say so in its query. */
  private static long resumeAfter(HttpExchange exchange, Query query) {
    String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
    return last == null || last.isEmpty() ? query.revision("after") : Query.parseRevision(last);
  }

  private void closeStuck() {
    for (EventWriter writer : open) {
      if (writer.isStuck(STUCK_SECONDS)) {
        writer.close();
      }
    }
  }

  @Override
  public void close() {
    looking.cancel(false);
    watchdog.shutdown();
    open.forEach(EventWriter::close);
  }
}
