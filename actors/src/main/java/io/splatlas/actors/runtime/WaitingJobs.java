package io.splatlas.actors.runtime;

import io.splatlas.actors.model.SceneProblem;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that wait for their next slice, in the order of {@link JobQueues}, and what those are
 * answered that wait in vain. Used by the device's thread only.
 */
final class WaitingJobs {
  private final GpuRuntimeOptions options;
  private final JobQueues<QueuedJob<?>> queues;

  WaitingJobs(GpuRuntimeOptions options) {
    this.options = options;
    this.queues = new JobQueues<>(options);
  }

  /** A new job waits, or is answered EXHAUSTED when too many of its class do. */
  void add(QueuedJob<?> job) {
    JobClass jobClass = job.jobClass();
    if (!queues.offer(jobClass, job)) {
      job.fail(
          new SceneProblem(
              SceneProblem.Reason.EXHAUSTED,
              "%d %s jobs already wait for the device; try again later"
                  .formatted(options.queueBound(jobClass), jobClass.label())));
    }
  }

  /** A job that ran a slice and is not done waits for the next. */
  void addAgain(QueuedJob<?> job) {
    queues.requeue(job.jobClass(), job);
  }

  /** Takes the job out whose slice is next, null when nobody waits. */
  @Nullable QueuedJob<?> next() {
    return queues.poll();
  }

  boolean isEmpty() {
    return queues.isEmpty();
  }

  boolean hasInteractive() {
    return queues.waiting(JobClass.INTERACTIVE) > 0;
  }

  /** Jobs whose deadline has passed are answered UNAVAILABLE. */
  void dropExpired(long now) {
    for (QueuedJob<?> job : queues.removeIf(waiting -> waiting.expired(now))) {
      job.abandon(
          "the device was too busy: a %s job was not done within %d ms; try again"
              .formatted(job.jobClass().label(), job.deadline().toMillis()));
    }
  }

  /** Jobs of some owners are answered UNAVAILABLE: the owners have stopped. */
  void dropThoseOf(Predicate<JobOwner> stopped) {
    for (QueuedJob<?> job : queues.removeIf(waiting -> stopped.test(waiting.owner()))) {
      job.abandon("the scene's " + job.owner().part() + " was stopped");
    }
  }

  /** All are answered UNAVAILABLE, and what they hold is closed. */
  void abandonAll(String reason) {
    queues.removeIf(any -> true).forEach(job -> job.abandon(reason));
  }

  /** All are answered UNAVAILABLE; what they hold is void with the device. */
  void refuseAll(String reason) {
    queues.removeIf(any -> true).forEach(job -> job.refuse(reason));
  }
}
