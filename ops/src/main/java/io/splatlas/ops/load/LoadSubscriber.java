package io.splatlas.ops.load;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.splatlas.ops.client.Reconnect;
import io.splatlas.ops.client.ResumingWatch;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.proto.v1.InstanceChange;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * A subscriber that holds the server to its word: revisions only grow, and each is either told or
 * counted as left out in favour of a newer one. Told by one thread at a time.
 */
final class LoadSubscriber implements ResumingWatch.Listener {
  private static final int ATTEMPTS = 20;

  private final Supplier<Measurement> measurement;
  private final LongAdder outOfOrder;
  private final LongAdder reconnects;
  private long base;
  private long accounted;
  private volatile long revision = -1;

  LoadSubscriber(Supplier<Measurement> measurement, LongAdder outOfOrder, LongAdder reconnects) {
    this.measurement = measurement;
    this.outOfOrder = outOfOrder;
    this.reconnects = reconnects;
  }

  /** Watches until the scene is deleted or the thread is interrupted. */
  void run(SplatlasClient client, String scene, long seed) throws InterruptedException {
    new ResumingWatch(client, scene, 0, this, Reconnect.upTo(ATTEMPTS, new SplittableRandom(seed)))
        .run();
  }

  @Override
  public void told(WatchInstancesResponse message) {
    if (message.hasSnapshot()) {
      base = message.getSnapshot().getRevision();
      accounted = 0;
      revision = base;
      return;
    }
    InstanceChange change = message.getChange();
    if (change.getRevision() <= revision) {
      outOfOrder.increment();
    }
    accounted += 1 + change.getConflated();
    revision = change.getRevision();
    measurement.get().told(since(change.getChangeTime()), change.getConflated());
  }

  private static Duration since(Timestamp time) {
    return Duration.between(
        Instant.ofEpochSecond(time.getSeconds(), time.getNanos()), Instant.now());
  }

  @Override
  public void resuming(Status why, long behind, Duration pause) {
    reconnects.increment();
  }

  /** The last revision told; -1 before the snapshot. */
  long revision() {
    return revision;
  }

  /** Revisions that were neither told nor counted as left out; exact when nothing waits. */
  long missing() {
    return Math.max(0, revision - base - accounted);
  }
}
