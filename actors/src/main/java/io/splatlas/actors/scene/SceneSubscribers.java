package io.splatlas.actors.scene;

import io.splatlas.actors.history.InstanceHistory;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.InstanceFeed;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.telemetry.Telemetry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Those who follow the instances of a scene. One gets a snapshot or the changes behind its revision
 * first, then every change in order; how many wait for it is its own business.
 */
final class SceneSubscribers {
  private final String scene;
  private final Telemetry telemetry;
  private final int limit;

  /** Whether each wants to be told, too, that nothing changed. */
  private final Map<ActorRef<InstanceFeed>, Boolean> subscribers = new LinkedHashMap<>();

  SceneSubscribers(String scene, Telemetry telemetry, int limit) {
    this.scene = scene;
    this.telemetry = telemetry;
    this.limit = limit;
  }

  /**
   * Adds a subscriber; false when it is not to be watched, having been told why.
   *
   * @param frame newest frame taken into account, 0 before the first: of what was told of it before
   *     the subscriber came, or while it was cut off, it hears now
   */
  boolean add(Scene.Subscribe subscribe, InstanceHistory history, long frame) {
    ActorRef<InstanceFeed> subscriber = subscribe.subscriber();
    long afterRevision = subscribe.afterRevision();
    if (!subscribers.containsKey(subscriber) && subscribers.size() >= limit) {
      subscriber.tell(
          ended(SceneProblem.Reason.EXHAUSTED, limit + " subscribers already follow this scene"));
      return false;
    }
    if (afterRevision == 0) {
      subscriber.tell(history.snapshot());
    } else {
      Optional<List<InstanceChange>> missed = history.changesAfter(afterRevision);
      if (missed.isEmpty()) {
        subscriber.tell(compacted(afterRevision, history.revision()));
        return false;
      }
      if (!missed.get().isEmpty()) {
        subscriber.tell(new InstanceFeed.Changes(missed.get()));
      }
    }
    if (subscribe.unchanged() && frame > 0) {
      subscriber.tell(new InstanceFeed.Unchanged(history.revision(), frame));
    }
    subscribers.put(subscriber, subscribe.unchanged());
    telemetry.subscribers(scene, subscribers.size());
    return true;
  }

  private static InstanceFeed compacted(long afterRevision, long present) {
    return ended(
        SceneProblem.Reason.COMPACTED,
        "revision %d is not kept (the present one is %d); watch from 0 for a snapshot"
            .formatted(afterRevision, present));
  }

  void remove(ActorRef<InstanceFeed> subscriber) {
    if (subscribers.remove(subscriber) != null) {
      telemetry.subscribers(scene, subscribers.size());
    }
  }

  void tell(InstanceFeed feed) {
    subscribers.keySet().forEach(subscriber -> subscriber.tell(feed));
  }

  /** Tells those who want to know that nothing changed. */
  void tell(InstanceFeed.Unchanged feed) {
    subscribers.forEach(
        (subscriber, wanted) -> {
          if (wanted) {
            subscriber.tell(feed);
          }
        });
  }

  /** Ends all subscriptions. */
  void end(SceneProblem.Reason reason, String message) {
    tell(ended(reason, message));
    subscribers.clear();
    telemetry.subscribers(scene, 0);
    telemetry.sceneEnded(scene);
  }

  private static InstanceFeed ended(SceneProblem.Reason reason, String message) {
    return new InstanceFeed.Ended(new SceneProblem(reason, message));
  }
}
