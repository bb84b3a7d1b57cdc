package io.splatlas.actors.scene;

import io.splatlas.actors.cluster.Clusterer;
import io.splatlas.actors.distill.Distiller;
import io.splatlas.actors.history.Historian;
import io.splatlas.actors.telemetry.FrameStep;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.actors.train.Trainer;
import java.time.Duration;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * From a trained model to instances that are told: what distiller, refiner, clusterer and historian
 * tell.
 */
final class SceneFinding {
  private static final Duration CLUSTER_AGAIN = Duration.ofSeconds(2);

  private final ActorContext<Scene.Command> context;
  private final TimerScheduler<Scene.Command> timers;
  private final SceneServices services;
  private final SceneLifecycle lifecycle;
  private final SceneProgress progress;
  private final SceneLearning learning;
  private final SceneInstances instances;
  private final SceneLabels labels;
  private final SceneChildren children;
  private final FreshnessClock freshness;

  /** The newest clustering that came while the disk was behind: when it is not, it is taken in. */
  private Clusterer.@Nullable Clustered late;

  SceneFinding(
      ActorContext<Scene.Command> context,
      TimerScheduler<Scene.Command> timers,
      SceneServices services,
      SceneLifecycle lifecycle,
      SceneProgress progress,
      SceneLearning learning,
      SceneInstances instances,
      SceneLabels labels,
      SceneChildren children,
      FreshnessClock freshness) {
    this.context = context;
    this.timers = timers;
    this.services = services;
    this.lifecycle = lifecycle;
    this.progress = progress;
    this.learning = learning;
    this.instances = instances;
    this.labels = labels;
    this.children = children;
    this.freshness = freshness;
  }

  void onDistillerTold(SceneMessages.DistillerTold told) {
    if (!learning.isPresent(told.event().model())) {
      return;
    }
    switch (told.event()) {
      case Distiller.Settled settled -> settle(settled.settled());
      case Distiller.Distilled done -> semanticsDone(done);
    }
  }

  private void settle(boolean settled) {
    learning.settled = settled;
    children.settle();
  }

  private void semanticsDone(Distiller.Distilled done) {
    learning.distilled = true;
    learning.rounds.begin(done.taught());
    children.create(SceneChildren.Part.REFINER);
    children.clusterNextRound();
  }

  /** The field is refined behind a clustering: the next one follows, or the end. */
  void onRefinerTold(SceneMessages.RefinerTold told) {
    if (learning.isPresent(told.refined().model())) {
      refined(told.refined().round());
    }
  }

  /** What was to be done behind a clustering is done: the next round follows, or the end. */
  void refined(int round) {
    learning.rounds.refined(round);
    if (learning.rounds.next() >= learning.rounds.plan().rounds()) {
      children.tell(new Trainer.Conclude());
    } else {
      children.clusterNextRound();
    }
  }

  void onClustererTold(SceneMessages.ClustererTold told) {
    Clusterer.Clustered clustered = told.clustered();
    if (!learning.isPresent(clustered.model())) {
      return;
    }
    if (instances.isBehind() && !clustered.last() && clustered.round() == SceneRounds.NONE) {
      context
          .getLog()
          .warn("Scene {}: the disk is behind; only the newest clustering counts", lifecycle.id());
      late = clustered;
      return;
    }
    take(clustered);
  }

  /** Those before it that waited for the disk are left out. */
  private void take(Clusterer.Clustered clustered) {
    late = null;
    instances
        .update(clustered, learning.generation(), services.clock().instant(), progress.iterations)
        .forEach(this::told);
  }

  void onHistorianTold(SceneMessages.HistorianTold told) {
    if (lifecycle.isFailed() && learning.model() == null) {
      // Its history could not be read, or it never came to have instances: nothing to go on with.
      return;
    }
    switch (told.event()) {
      case Historian.Recorded recorded -> instances.recorded(recorded.event()).forEach(this::told);
      case Historian.Recovered recovered -> historyRecovered(recovered);
      case Historian.Refused refused -> instances.refused(refused.event());
      case Historian.Unreadable broken -> notRecorded(broken.reason());
    }
    if (instances.hasForgottenAwaited()) {
      // It must not be missing: it is made again after a pause.
      timers.startSingleTimer(new SceneMessages.ClusterAgain(), CLUSTER_AGAIN);
    }
    takeLate();
  }

  private void takeLate() {
    Clusterer.Clustered newest = late;
    if (newest == null || instances.isBehind()) {
      return;
    }
    if (learning.isPresent(newest.model())) {
      take(newest);
    } else {
      late = null;
    }
  }

  /** The historian failed and is back: what it could not record is decided again. */
  private void historyRecovered(Historian.Recovered recovered) {
    notRecorded("its history was read again up to revision " + recovered.state().revision());
    instances.recovered(recovered.state());
  }

  private void notRecorded(String why) {
    services.telemetry().changesNotRecorded(lifecycle.id());
    context
        .getLog()
        .error(
            "Scene {}: changes of instances could not be recorded and were not told: {}",
            lifecycle.id(),
            why);
  }

  void onClusterAgain(SceneMessages.ClusterAgain again) {
    children.clusterAgain();
  }

  private void tellFrames(Clusterer.Clustered clustered) {
    Telemetry telemetry = services.telemetry();
    telemetry.frameStep(
        lifecycle.id(), clustered.basedOnFrame(), FrameStep.CLUSTERED, clustered.took());
    for (FreshnessClock.Reflected frame :
        freshness.reflected(clustered.basedOnFrame(), services.clock().instant())) {
      telemetry.fresh(frame.age());
      telemetry.frameStep(lifecycle.id(), frame.number(), FrameStep.TOLD, frame.age());
    }
  }

  /** What a clustering changed is durable and told: its ids go to the Gaussians. */
  private void told(SceneInstances.Told told) {
    Clusterer.Clustered clustered = told.clustered();
    progress.clusterings++;
    progress.bounds = SceneBounds.of(clustered.snapshot());
    tellFrames(clustered);
    services.telemetry().idSwitches(lifecycle.id(), told.switches());
    if (!learning.isPresent(clustered.model())) {
      return;
    }
    labels.bring(
        new SceneJobs.Labels(
            clustered.model(),
            clustered.snapshot().identities(),
            told.ids(),
            told.revision(),
            told.living(),
            clustered.last(),
            clustered.round()));
  }

  void onLabelled(SceneMessages.Labelled labelled) {
    SceneJobs.Labels labelsDone = labelled.labels();
    if (!learning.isPresent(labelsDone.model())) {
      return;
    }
    int round = labelsDone.last() ? learning.rounds.plan().rounds() - 1 : labelsDone.round();
    if (round != SceneRounds.NONE && children.refine(round)) {
      return;
    }
    if (round != SceneRounds.NONE) {
      refined(round);
    }
  }

  void onLabellingFailed(SceneMessages.LabellingFailed failed) {
    labels.failed(failed);
  }

  void onLabelAgain(SceneMessages.LabelAgain again) {
    labels.again(again.labels(), learning);
  }
}
