package io.splatlas.ops.page;

import io.grpc.StatusRuntimeException;
import io.splatlas.proto.v1.WatchInstancesRequest;
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

  private final EventWriter writer;
  private final Caller caller;
  private final String scene;
  private final StatusCache statuses;
  private final SceneJournal journal;
  private String toldStatus = "";
  private String toldPoint = "";
  private long toldFrame;

  LiveStream(
      EventWriter writer, Caller caller, String scene, StatusCache statuses, SceneJournal journal) {
    this.writer = writer;
    this.caller = caller;
    this.scene = scene;
    this.statuses = statuses;
    this.journal = journal;
  }

  /** Returns when the page is gone or the scene ended. */
  void run(String firstStatus, long after) throws IOException, InterruptedException {
    try (Inbox<WatchInstancesRequest, WatchInstancesResponse> inbox =
        Inbox.instances(caller.client(), scene, after)) {
      tellStatus(firstStatus);
      tellJournal();
      loop(inbox);
    }
  }

  private void loop(Inbox<WatchInstancesRequest, WatchInstancesResponse> inbox)
      throws IOException, InterruptedException {
    long tick = System.nanoTime();
    int quiet = 0;
    while (!writer.isClosed()) {
      long wait = TICK_MILLIS - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - tick);
      switch (inbox.poll(Math.max(0, wait))) {
        case Inbox.Told<WatchInstancesResponse> told -> {
          tellInstances(told.message());
          quiet = 0;
        }
        case Inbox.Over<WatchInstancesResponse> over -> {
          writer.ended(over.status());
          return;
        }
        case Inbox.Nothing<WatchInstancesResponse> nothing -> {
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
}
