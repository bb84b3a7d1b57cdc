package io.splatlas.actors.runtime;

import io.splatlas.actors.model.SceneProblem;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/** A job on its way: who wants it, since when, until when, and what it holds so far. */
final class QueuedJob<T> {
  private final GpuRuntime.Submit<T> submit;
  private final Handles handles = new Handles();
  private final long submitted;
  private long waitedNanos = -1;
  private long longestSliceNanos;
  private long lastSliceNanos;

  QueuedJob(GpuRuntime.Submit<T> submit, long now) {
    this.submit = submit;
    this.submitted = now;
  }

  JobClass jobClass() {
    return submit.jobClass();
  }

  JobOwner owner() {
    return submit.owner();
  }

  Handles handles() {
    return handles;
  }

  boolean expired(long now) {
    return now - submitted > submit.deadline().toNanos();
  }

  Duration deadline() {
    return submit.deadline();
  }

  /** Runs the next slice and keeps its times; true when the job is done. */
  boolean runSlice(GpuSlice slice, long started, LongSupplier clock) {
    if (waitedNanos < 0) {
      waitedNanos = started - submitted;
    }
    try {
      return submit.job().runSlice(slice);
    } finally {
      lastSliceNanos = clock.getAsLong() - started;
      longestSliceNanos = Math.max(longestSliceNanos, lastSliceNanos);
    }
  }

  Duration waited() {
    return Duration.ofNanos(Math.max(0, waitedNanos));
  }

  Duration lastSlice() {
    return Duration.ofNanos(lastSliceNanos);
  }

  Duration longestSlice() {
    return Duration.ofNanos(longestSliceNanos);
  }

  void succeed() {
    replyTo().tell(StatusReply.success(submit.job().result()));
  }

  void fail(Throwable problem) {
    replyTo().tell(StatusReply.error(problem));
  }

  /** Answers that it cannot be done now. */
  void refuse(String reason) {
    fail(new SceneProblem(SceneProblem.Reason.UNAVAILABLE, reason));
  }

  /** Gives up what it holds and answers that it cannot be done now. */
  void abandon(String reason) {
    handles.closeAll();
    refuse(reason);
  }

  private ActorRef<StatusReply<T>> replyTo() {
    return submit.replyTo();
  }
}
