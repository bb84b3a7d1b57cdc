package io.splatlas.ops.page;

import com.sun.net.httpserver.HttpExchange;
import io.grpc.Status;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Writes server-sent events, and knows since when it waits for its reader. */
final class EventWriter {
  private static final long NOT_WRITING = Long.MIN_VALUE;

  private final OutputStream out;
  private final Thread writer = Thread.currentThread();
  private volatile long writingSince = NOT_WRITING;
  private volatile boolean closed;

  private EventWriter(OutputStream out) {
    this.out = out;
  }

  /** Sends the head of the answer; the calling thread is the one that writes. */
  static EventWriter begin(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Accel-Buffering", "no");
    exchange.sendResponseHeaders(200, 0);
    return new EventWriter(exchange.getResponseBody());
  }

  /**
   * @param json on one line
   */
  void event(String name, String json) throws IOException {
    write("event: " + name + "\ndata: " + json + "\n\n");
  }

  /**
   * @param id where a reader that comes back resumes
   */
  void event(String name, long id, String json) throws IOException {
    write("id: " + id + "\nevent: " + name + "\ndata: " + json + "\n\n");
  }

  /** Why nothing more comes. */
  void ended(Status status) throws IOException {
    int code = HttpProblem.httpStatus(status.getCode());
    String reason = status.getDescription();
    event("ended", Answers.problemJson(code, reason == null ? "the scene is gone" : reason));
  }

  /** Nothing, to find out whether the reader is still there. */
  void heartbeat() throws IOException {
    write(": \n\n");
  }

  private void write(String text) throws IOException {
    writingSince = System.nanoTime();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
    writingSince = NOT_WRITING;
  }

  /** Whether one write has taken longer than this. */
  boolean isStuck(long seconds) {
    long since = writingSince;
    return since != NOT_WRITING && System.nanoTime() - since > TimeUnit.SECONDS.toNanos(seconds);
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Ends it, from any thread. The writing thread is interrupted, which cuts its connection off if
   * it waits for a reader: closing the exchange would wait for the same reader, to tell it the end.
   */
  void close() {
    closed = true;
    writer.interrupt();
  }
}
