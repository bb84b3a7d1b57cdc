package io.splatlas.actors.scene;

import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.JobClass;
import io.splatlas.actors.runtime.JobOwner;
import io.splatlas.actors.train.SceneModel;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the ids of instances to the Gaussians; tries again until newer ones make them void. */
final class SceneLabels {
  private static final Logger LOG = LoggerFactory.getLogger(SceneLabels.class);
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Duration RETRY_DELAY = Duration.ofMillis(250);

  private final ActorContext<Scene.Command> context;
  private final TimerScheduler<Scene.Command> timers;
  private final ActorRef<GpuRuntime.Command> runtime;
  private final JobOwner owner;
  private SceneJobs.@Nullable Labels newest;

  SceneLabels(
      ActorContext<Scene.Command> context,
      TimerScheduler<Scene.Command> timers,
      ActorRef<GpuRuntime.Command> runtime,
      JobOwner owner) {
    this.context = context;
    this.timers = timers;
    this.runtime = runtime;
    this.owner = owner;
  }

  /** The Gaussians of a model that is gone need none. */
  void forget() {
    newest = null;
  }

  /** What a clustering says; the outcome is a message. */
  void bring(SceneJobs.Labels labels) {
    newest = labels;
    submit(labels);
  }

  /**
   * Gaussians of a checkpoint carry the ids of what was told last: renders may name them.
   *
   * @param instances what was told last
   */
  void show(SceneModel model, SceneInstances instances) {
    if (instances.revision() > 0) {
      bring(
          new SceneJobs.Labels(
              model,
              new long[0],
              new int[0],
              instances.revision(),
              instances.living(),
              false,
              SceneRounds.NONE));
    }
  }

  private void submit(SceneJobs.Labels labels) {
    context.askWithStatus(
        Boolean.class,
        runtime,
        DEADLINE.plusSeconds(10),
        replyTo ->
            new GpuRuntime.Submit<>(
                JobClass.LIFT, owner, SceneJobs.label(labels), DEADLINE, replyTo),
        (done, failure) ->
            failure == null
                ? new SceneMessages.Labelled(labels)
                : new SceneMessages.LabellingFailed(labels, failure));
  }

  void failed(SceneMessages.LabellingFailed failed) {
    LOG.warn("Scene {}: Gaussians did not get their ids", owner.scene(), failed.failure());
    timers.startSingleTimer(new SceneMessages.LabelAgain(failed.labels()), RETRY_DELAY);
  }

  /** Newer labels and a newer model make older labels void. */
  void again(SceneJobs.Labels labels, SceneLearning learning) {
    if (labels.equals(newest) && learning.isPresent(labels.model())) {
      submit(labels);
    }
  }
}
