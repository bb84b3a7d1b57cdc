package io.splatlas.actors.scene;

import io.splatlas.actors.capture.CaptureEvent;
import io.splatlas.actors.cluster.Clusterer;
import io.splatlas.actors.distill.Distiller;
import io.splatlas.actors.history.Historian;
import io.splatlas.actors.model.InstanceFeed;
import io.splatlas.actors.model.SceneExport;
import io.splatlas.actors.refine.Refiner;
import io.splatlas.actors.train.TrainerEvent;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/** What a scene tells itself, and its registry tells it. */
final class SceneMessages {

  /** Ends the scene because it is deleted; its children and the frame log end before it does. */
  record Delete() implements Scene.InternalCommand {}

  /** The server goes down; answers when what was learnt is in a checkpoint. */
  record Rest(ActorRef<StatusReply<Done>> replyTo) implements Scene.InternalCommand {}

  record Rested(ActorRef<StatusReply<Done>> replyTo) implements Scene.InternalCommand {}

  record ManifestRead(SceneManifest manifest) implements Scene.InternalCommand {}

  record ManifestBroken(Throwable failure) implements Scene.InternalCommand {}

  record HistorianTold(Historian.Event event) implements Scene.InternalCommand {}

  record ClusterAgain() implements Scene.InternalCommand {}

  record Recorded(SceneManifest manifest) implements Scene.InternalCommand {}

  record NotRecorded(SceneManifest manifest, Throwable failure) implements Scene.InternalCommand {}

  record CaptureTold(CaptureEvent event) implements Scene.InternalCommand {}

  record CaptureFinished() implements Scene.InternalCommand {}

  record TrainerTold(TrainerEvent event) implements Scene.InternalCommand {}

  record DistillerTold(Distiller.Event event) implements Scene.InternalCommand {}

  record ClustererTold(Clusterer.Clustered clustered) implements Scene.InternalCommand {}

  record RefinerTold(Refiner.Refined refined) implements Scene.InternalCommand {}

  record Labelled(SceneJobs.Labels labels) implements Scene.InternalCommand {}

  record LabellingFailed(SceneJobs.Labels labels, Throwable failure)
      implements Scene.InternalCommand {}

  record LabelAgain(SceneJobs.Labels labels) implements Scene.InternalCommand {}

  record Exported(ActorRef<StatusReply<SceneExport>> replyTo, StatusReply<SceneExport> answer)
      implements Scene.InternalCommand {}

  record SubscriberGone(ActorRef<InstanceFeed> subscriber) implements Scene.InternalCommand {}

  record ChildEnded(SceneChildren.Part part, ActorRef<?> child) implements Scene.InternalCommand {}

  record CreateAnew(SceneChildren.Part part) implements Scene.InternalCommand {}

  private SceneMessages() {}
}
