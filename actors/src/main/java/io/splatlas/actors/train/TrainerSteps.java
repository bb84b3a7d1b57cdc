package io.splatlas.actors.train;

import io.splatlas.actors.runtime.Aside;
import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.JobOwner;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** Runs a trainer's steps, on the device or aside; it is told of each by a message. */
final class TrainerSteps {
  private final ActorContext<Trainer.Command> context;
  private final ActorRef<GpuRuntime.Command> runtime;
  private final JobOwner owner;
  private final Aside<Trainer.Command> decoding;

  TrainerSteps(
      ActorContext<Trainer.Command> context, ActorRef<GpuRuntime.Command> runtime, JobOwner owner) {
    this.context = context;
    this.runtime = runtime;
    this.owner = owner;
    this.decoding = Aside.on("splatlas.decode-dispatcher", context);
  }

  /**
   * A step on the device.
   *
   * @param step what it is, for who reads that it failed
   */
  <T> void submit(
      Class<T> type, String step, GpuJob<T> job, Function<T, Trainer.Command> onSuccess) {
    TrainerJobs.submit(
        context,
        runtime,
        owner,
        type,
        job,
        onSuccess,
        failure -> new TrainerMessages.StepFailed(step, failure));
  }

  /** A step beside the device: loading, seeding. */
  void aside(Callable<Trainer.Command> work, String step) {
    aside(work, failure -> new TrainerMessages.StepFailed(step, failure));
  }

  /** As above; its failure is a message of its own. */
  void aside(Callable<Trainer.Command> work, Function<Throwable, Trainer.Command> onFailure) {
    decoding.run(work, onFailure);
  }
}
