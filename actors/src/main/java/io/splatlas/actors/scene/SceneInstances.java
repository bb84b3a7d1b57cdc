package io.splatlas.actors.scene;

import io.splatlas.actors.cluster.Clusterer;
import io.splatlas.actors.instance.InstanceRegistry;
import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.InstanceFeed;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.gpu.GaussianSnapshot;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The instances of a scene and those who follow them. A subscriber gets a snapshot or the changes
 * behind its revision first, then every change in order; how many wait for it is its own business.
 */
final class SceneInstances {
  /** Identities of one model stay below this; the next model's begin above it. */
  private static final long IDENTITIES_PER_MODEL = 1L << 40;

  private final String scene;
  private final InstanceRegistry registry;
  private final Telemetry telemetry;
  private final int limit;
  private final Set<ActorRef<InstanceFeed>> subscribers = new LinkedHashSet<>();

  SceneInstances(String scene, InstanceRegistry registry, Telemetry telemetry, int limit) {
    this.scene = scene;
    this.registry = registry;
    this.telemetry = telemetry;
    this.limit = limit;
  }

  /**
   * Takes in a clustering and tells subscribers what changed.
   *
   * @param generation which model of the scene it is of: Gaussians of different models must not
   *     share identities
   * @return instance id per Gaussian of its snapshot
   */
  int[] update(Clusterer.Clustered clustered, int generation, Instant now) {
    InstanceRegistry.Update update =
        registry.update(
            clustered.result(),
            unique(clustered.snapshot(), generation),
            new InstanceRegistry.Basis(
                clustered.lastSeen(), now, clustered.basedOnFrame(), clustered.last()));
    for (InstanceChange change : update.changes()) {
      telemetry.instanceChanged(change.kind());
    }
    telemetry.instances(scene, living().size());
    if (!update.changes().isEmpty()) {
      tellAll(new InstanceFeed.Changes(update.changes()));
    }
    return update.instances();
  }

  private static GaussianSnapshot unique(GaussianSnapshot snapshot, int generation) {
    if (generation == 0) {
      return snapshot;
    }
    long[] identities = snapshot.identities().clone();
    for (int i = 0; i < identities.length; i++) {
      identities[i] += generation * IDENTITIES_PER_MODEL;
    }
    return new GaussianSnapshot(
        snapshot.gaussians(), identities, snapshot.instances(), snapshot.liftingWeights());
  }

  /** Adds a subscriber; false when it is not to be watched, having been told why. */
  boolean subscribe(long afterRevision, ActorRef<InstanceFeed> subscriber) {
    if (!subscribers.contains(subscriber) && subscribers.size() >= limit) {
      subscriber.tell(
          ended(SceneProblem.Reason.EXHAUSTED, limit + " subscribers already follow this scene"));
      return false;
    }
    if (afterRevision == 0) {
      subscriber.tell(registry.snapshot());
    } else {
      Optional<List<InstanceChange>> missed = registry.changesAfter(afterRevision);
      if (missed.isEmpty()) {
        subscriber.tell(compacted(afterRevision));
        return false;
      }
      if (!missed.get().isEmpty()) {
        subscriber.tell(new InstanceFeed.Changes(missed.get()));
      }
    }
    subscribers.add(subscriber);
    telemetry.subscribers(scene, subscribers.size());
    return true;
  }

  private InstanceFeed compacted(long afterRevision) {
    return ended(
        SceneProblem.Reason.COMPACTED,
        "revision %d is not kept (the present one is %d); watch from 0 for a snapshot"
            .formatted(afterRevision, registry.revision()));
  }

  void unsubscribe(ActorRef<InstanceFeed> subscriber) {
    if (subscribers.remove(subscriber)) {
      telemetry.subscribers(scene, subscribers.size());
    }
  }

  /** Ends all subscriptions. */
  void end(SceneProblem.Reason reason, String message) {
    tellAll(ended(reason, message));
    subscribers.clear();
    telemetry.subscribers(scene, 0);
    telemetry.sceneEnded(scene);
  }

  /** A page of the living, in the order of their ids. */
  InstanceFeed.Snapshot list(int afterId, int most) {
    InstanceFeed.Snapshot all = registry.snapshot();
    List<Instance> page =
        all.instances().stream()
            .filter(instance -> instance.id() > afterId)
            .limit(Math.max(0, most))
            .toList();
    return new InstanceFeed.Snapshot(all.revision(), page);
  }

  Optional<Instance> find(int id) {
    return registry.find(id);
  }

  long revision() {
    return registry.revision();
  }

  List<Instance> living() {
    return registry.snapshot().instances();
  }

  private void tellAll(InstanceFeed feed) {
    subscribers.forEach(subscriber -> subscriber.tell(feed));
  }

  private static InstanceFeed ended(SceneProblem.Reason reason, String message) {
    return new InstanceFeed.Ended(new SceneProblem(reason, message));
  }
}
