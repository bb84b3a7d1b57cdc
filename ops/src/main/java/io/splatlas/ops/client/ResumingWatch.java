package io.splatlas.ops.client;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.proto.v1.WatchInstancesRequest;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Watches a scene's instances over cuts: comes again behind the last revision it was told, at once
 * when it was only too slow, with a snapshot when that revision is no longer kept.
 */
public final class ResumingWatch {

  /** Told of everything, from one thread at a time. */
  public interface Listener {
    /**
     * A snapshot, a change or, if asked for, that nothing changed, in order; a snapshot replaces
     * all that is known.
     */
    void told(WatchInstancesResponse message);

    /**
     * The watch was cut off and begins again after a pause.
     *
     * @param why status that ended it
     * @param revision behind which it goes on, 0 = with a snapshot
     */
    default void resuming(Status why, long revision, Duration pause) {}
  }

  private final SplatlasClient client;
  private final WatchInstancesRequest request;
  private final Listener listener;
  private final Reconnect reconnect;
  private final AtomicLong revision;

  /**
   * A watch.
   *
   * @param afterRevision resume behind it; 0 = a snapshot first
   * @param reconnect when to come back after being cut off
   */
  public ResumingWatch(
      SplatlasClient client,
      String sceneId,
      long afterRevision,
      Listener listener,
      Reconnect reconnect) {
    this(
        client,
        WatchInstancesRequest.newBuilder()
            .setSceneId(sceneId)
            .setAfterRevision(afterRevision)
            .build(),
        listener,
        reconnect);
  }

  /**
   * A watch.
   *
   * @param request that it begins with
   * @param reconnect when to come back after being cut off
   */
  public ResumingWatch(
      SplatlasClient client,
      WatchInstancesRequest request,
      Listener listener,
      Reconnect reconnect) {
    this.client = client;
    this.request = request;
    this.listener = listener;
    this.reconnect = reconnect;
    this.revision = new AtomicLong(request.getAfterRevision());
  }

  /**
   * Watches until the scene is deleted.
   *
   * @throws StatusRuntimeException when the watch ended otherwise and coming back does not help
   */
  public void run() throws InterruptedException {
    while (true) {
      StatusRuntimeException end;
      WatchInstancesRequest next = request.toBuilder().setAfterRevision(revision.get()).build();
      try (InstanceWatch watch = InstanceWatch.start(client, next, this::take)) {
        end = watch.failure();
      }
      if (end.getStatus().isOk()) {
        return;
      }
      Duration pause = pauseAfter(end);
      listener.resuming(end.getStatus(), revision.get(), pause);
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    }
  }

  private void take(WatchInstancesResponse message) {
    reconnect.succeeded();
    listener.told(message);
    revision.set(
        switch (message.getMessageCase()) {
          case SNAPSHOT -> message.getSnapshot().getRevision();
          case CHANGE -> message.getChange().getRevision();
          case UNCHANGED -> message.getUnchanged().getRevision();
          case MESSAGE_NOT_SET -> revision.get();
        });
  }

  private Duration pauseAfter(StatusRuntimeException end) {
    return switch (end.getStatus().getCode()) {
      case OUT_OF_RANGE -> {
        // What was missed is no longer kept: a snapshot says what is.
        revision.set(0);
        yield Duration.ZERO;
      }
      // Too slow: everything behind the last revision is still there.
      case ABORTED -> Duration.ZERO;
      default -> reconnect.after(end).orElseThrow(() -> end);
    };
  }

  /** A status with its trailers. */
  static StatusRuntimeException failure(Throwable error) {
    Metadata trailers = Status.trailersFromThrowable(error);
    Status status = Status.fromThrowable(error);
    return trailers == null ? status.asRuntimeException() : status.asRuntimeException(trailers);
  }
}
