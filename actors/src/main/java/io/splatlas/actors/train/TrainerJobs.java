package io.splatlas.actors.train;

import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.JobClass;
import io.splatlas.actors.runtime.JobOwner;
import java.time.Duration;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** How a trainer hands a job to the device. */
final class TrainerJobs {
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private TrainerJobs() {}

  /** The outcome of the job, or its failure, comes as a message. */
  static <T> void submit(
      ActorContext<Trainer.Command> context,
      ActorRef<GpuRuntime.Command> runtime,
      JobOwner owner,
      Class<T> type,
      GpuJob<T> job,
      Function<T, Trainer.Command> onSuccess,
      Function<Throwable, Trainer.Command> onFailure) {
    context.askWithStatus(
        type,
        runtime,
        DEADLINE.plusSeconds(10),
        replyTo -> new GpuRuntime.Submit<>(JobClass.TRAIN, owner, job, DEADLINE, replyTo),
        (answer, failure) -> failure == null ? onSuccess.apply(answer) : onFailure.apply(failure));
  }
}
