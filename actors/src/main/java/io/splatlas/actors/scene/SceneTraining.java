package io.splatlas.actors.scene;

import io.splatlas.actors.capture.Capture;
import io.splatlas.actors.capture.CaptureEvent;
import io.splatlas.actors.cluster.Clusterer;
import io.splatlas.actors.distill.Distiller;
import io.splatlas.actors.train.TakenFrame;
import io.splatlas.actors.train.Trainer;
import io.splatlas.actors.train.TrainerEvent;
import io.splatlas.actors.train.TrainingProgress;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * From the frames that became durable to a model that is trained: what capture and trainer tell.
 */
final class SceneTraining {
  private final ActorContext<Scene.Command> context;
  private final SceneServices services;
  private final SceneLifecycle lifecycle;
  private final SceneProgress progress;
  private final SceneLearning learning;
  private final SceneInstances instances;
  private final SceneLabels labels;
  private final SceneChildren children;
  private final FreshnessClock freshness;

  SceneTraining(
      ActorContext<Scene.Command> context,
      SceneServices services,
      SceneLifecycle lifecycle,
      SceneProgress progress,
      SceneLearning learning,
      SceneInstances instances,
      SceneLabels labels,
      SceneChildren children,
      FreshnessClock freshness) {
    this.context = context;
    this.services = services;
    this.lifecycle = lifecycle;
    this.progress = progress;
    this.learning = learning;
    this.instances = instances;
    this.labels = labels;
    this.children = children;
    this.freshness = freshness;
  }

  void onCaptureTold(SceneMessages.CaptureTold told) {
    switch (told.event()) {
      case CaptureEvent.Ready ready -> logOpened(ready);
      case CaptureEvent.FrameStored stored -> frameStored(stored.number());
      case CaptureEvent.Unavailable unavailable -> captureUnavailable(unavailable);
    }
  }

  private void logOpened(CaptureEvent.Ready ready) {
    StoredFrames known = learning.frames;
    if (known == null) {
      learning.frames = new StoredFrames(lifecycle.id(), services.images(), ready.frames());
    } else {
      known.readFrom(ready.frames());
    }
    if (!children.isTraining() && !lifecycle.isFailed()) {
      children.create(SceneChildren.Part.TRAINER);
    }
    if (!lifecycle.isCapturing()) {
      children.finishCapture();
    }
  }

  private void frameStored(long number) {
    progress.stored(number);
    children.tell(new Trainer.FrameReady(progress.newestFrame));
  }

  private void captureUnavailable(CaptureEvent.Unavailable unavailable) {
    context
        .getLog()
        .error("Scene {}: no frames can be taken: {}", lifecycle.id(), unavailable.reason());
    children.stopCapture();
  }

  /** Also when the capture did not answer in time: frames that came later are still taken up. */
  void onCaptureFinished(SceneMessages.CaptureFinished finished) {
    learning.captureFinished = true;
    children.tell(new Trainer.Finish());
  }

  void onTrainerTold(SceneMessages.TrainerTold told) {
    switch (told.event()) {
      case TrainerEvent.ModelReady ready -> beginModel(ready);
      case TrainerEvent.FrameTaken frame -> frameTaken(frame);
      case TrainerEvent.FrameLost lost -> frameLost(lost);
      case TrainerEvent.Progress burst -> burstDone(burst);
      case TrainerEvent.GoalReached goal -> goalReached();
      case TrainerEvent.Concluded concluded -> lifecycle.finishIfDone();
      case TrainerEvent.Failed failed -> lifecycle.fail(failed.reason());
    }
  }

  private void beginModel(TrainerEvent.ModelReady ready) {
    TrainingProgress from = ready.from();
    learning.beginModel(ready.model(), from);
    learning.catchUp.begin(instances.history().frame(), instances.history().iterations(), from);
    progress.beginModel(from, ready.gaussians());
    instances.beginModel();
    labels.show(ready.model(), instances);
    learning.complete = from.complete() && !lifecycle.isCapturing();
    if (learning.complete) {
      lifecycle.finishIfDone();
      return;
    }
    children.create(SceneChildren.Part.DISTILLER);
    children.create(SceneChildren.Part.CLUSTERER);
  }

  private void frameTaken(TrainerEvent.FrameTaken frame) {
    TakenFrame entry = TakenFrame.of(frame.frame());
    if (learning.took(entry, frame.extent())) {
      context.getLog().debug("Scene {}: frame {} shows new ground", lifecycle.id(), entry.number());
      instances.sawNewGround(entry.number());
    }
    progress.trainedFrames = frame.taken();
    progress.newestCamera = entry.camera();
    instances.shown(frame.inView(), entry.captureTime());
    freshness.taken(entry.number(), entry.arrival());
    tellBacklog(frame.backlog());
    catchUp(() -> learning.catchUp.passed(entry.number(), frame.taken(), frame.backlog()));
    children.tell(new Distiller.FrameTaken(frame.frame(), frame.extent()));
    children.tell(new Clusterer.FrameTaken(entry));
  }

  private void frameLost(TrainerEvent.FrameLost lost) {
    context
        .getLog()
        .error("Scene {}: frame {} can no longer be read", lifecycle.id(), lost.number());
    tellBacklog(lost.backlog());
    catchUp(() -> learning.catchUp.passed(lost.number(), learning.taken().size(), lost.backlog()));
  }

  /** Lets clusterings begin when training has come back to where instances were told of last. */
  private void catchUp(Runnable step) {
    boolean before = learning.catchUp.isDone();
    step.run();
    if (!before && learning.catchUp.isDone()) {
      children.settle();
    }
  }

  private void tellBacklog(int frames) {
    children.tell(new Capture.TrainingBacklog(frames));
  }

  private void burstDone(TrainerEvent.Progress burst) {
    progress.iterations = burst.iterations();
    progress.gaussians = burst.gaussians();
    progress.psnr = burst.psnr();
    children.tell(new Distiller.Trained(burst.iterations()));
    children.tell(new Clusterer.Trained(burst.iterations()));
    catchUp(() -> learning.catchUp.trained(burst.iterations()));
  }

  private void goalReached() {
    learning.trained = true;
    if (learning.complete) {
      return;
    }
    catchUp(learning.catchUp::over);
    if (learning.hasTaken()) {
      children.tell(new Distiller.Finish());
    } else {
      lifecycle.finishIfDone();
    }
  }

  /** The trainer is gone, and its model with it. */
  void forgetModel() {
    labels.forget();
    learning.forgetModel();
    freshness.clear();
    progress.beginModel(TrainingProgress.NONE, 0);
    lifecycle.unfinish();
    children.stopThoseOfTheModel();
  }
}
