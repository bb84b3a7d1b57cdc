package io.splatlas.ops.page;

import com.sun.net.httpserver.HttpExchange;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * What one open page is told of a scene: {@code scene} (its statistics, when they change, at most
 * once a second), {@code point} (the newest point of the plots), {@code frame} (a new newest frame
 * and where it was seen from), {@code instances} (snapshot and changes as the contract has them;
 * the event's id is the revision to resume behind) and {@code ended}. Statistics are conflated by
 * being asked for; instances by the gateway, as no more of them are requested than were written.
 */
final class LiveStream {
  private static final long TICK_MILLIS = 1_000;
  private static final int QUIET_TICKS = 10;
  private static final long STUCK_SECONDS = 20;

  private final HttpExchange exchange;
  private final Caller caller;
  private final String scene;
  private final StatusCache statuses;
  private final SceneJournal journal;
  private volatile boolean closed;
  private volatile EventWriter writer;
  private String toldStatus = "";
  private String toldPoint = "";
  private long toldFrame;

  @SuppressWarnings("NullAway.Init") // The writer is there before anything is written.
  LiveStream(
      HttpExchange exchange,
      Caller caller,
      String scene,
      StatusCache statuses,
      SceneJournal journal) {
    this.exchange = exchange;
    this.caller = caller;
    this.scene = scene;
    this.statuses = statuses;
    this.journal = journal;
  }

  void run(String firstStatus, long after) throws IOException {
    writer = EventWriter.begin(exchange);
    try (InstanceInbox inbox = InstanceInbox.watch(caller.client(), scene, after)) {
      tellStatus(firstStatus);
      tellJournal();
      loop(inbox);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private void loop(InstanceInbox inbox) throws IOException, InterruptedException {
    long tick = System.nanoTime();
    int quiet = 0;
    while (!closed) {
      long wait = TICK_MILLIS - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - tick);
      InstanceInbox.Item item = inbox.poll(Math.max(0, wait));
      switch (item) {
        case InstanceInbox.Told told -> {
          tellInstances(told.message());
          quiet = 0;
        }
        case InstanceInbox.Over over -> {
          tellEnd(over.status());
          return;
        }
        case InstanceInbox.Nothing nothing -> {
          tick = System.nanoTime();
          quiet = tellNews() ? 0 : quiet + 1;
          if (quiet >= QUIET_TICKS) {
            writer.heartbeat();
            quiet = 0;
          }
        }
      }
    }
  }

  private void tellInstances(WatchInstancesResponse message) throws IOException {
    long revision =
        message.hasSnapshot()
            ? message.getSnapshot().getRevision()
            : message.getChange().getRevision();
    writer.event("instances", revision, Answers.json(message));
  }

  private void tellEnd(Status status) throws IOException {
    int code = HttpProblem.httpStatus(status.getCode());
    String reason = status.getDescription();
    writer.event("ended", Answers.problemJson(code, reason == null ? "the scene is gone" : reason));
  }

  /** Whether there was any. */
  private boolean tellNews() throws IOException {
    boolean status = false;
    try {
      status = tellStatus(statuses.status(caller, scene));
    } catch (StatusRuntimeException away) {
      // The watch says why and ends the stream, or the scene is back a moment later.
      writer.heartbeat();
    }
    return tellJournal() || status;
  }

  private boolean tellStatus(String status) throws IOException {
    if (status.equals(toldStatus)) {
      return false;
    }
    toldStatus = status;
    writer.event("scene", status);
    return true;
  }

  private boolean tellJournal() throws IOException {
    boolean told = false;
    String point = journal.newestPoint(scene);
    if (!point.isEmpty() && !point.equals(toldPoint)) {
      toldPoint = point;
      writer.event("point", point);
      told = true;
    }
    SceneJournal.NewestFrame frame = journal.frame(scene).orElse(null);
    if (frame != null && frame.number() != toldFrame) {
      toldFrame = frame.number();
      writer.event("frame", FrameJson.of(frame));
      told = true;
    }
    return told;
  }

  void closeIfStuck() {
    EventWriter begun = writer;
    if (begun != null && begun.isStuck(STUCK_SECONDS)) {
      close();
    }
  }

  /** From any thread. */
  void close() {
    closed = true;
    exchange.close();
  }
}
