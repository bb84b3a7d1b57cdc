package io.splatlas.actors.scene;

import io.splatlas.actors.cluster.Clusterer;
import io.splatlas.actors.history.Anchors;
import io.splatlas.actors.history.Historian;
import io.splatlas.actors.history.HistoryState;
import io.splatlas.actors.history.InstanceHistory;
import io.splatlas.actors.history.InstancesChanged;
import io.splatlas.actors.instance.InstanceRegistry;
import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.InstanceFeed;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.gpu.GaussianSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The instances of a scene. What a clustering changes goes to the historian first; only what is
 * durable is in the history, and only the history is shown or told to anybody.
 *
 * <p>The registry, which decides what a clustering means, may be ahead of the history. When changes
 * could not be made durable, it is made anew from the history, and the next clustering decides
 * again.
 */
final class SceneInstances {
  /** Identities of one model stay below this; the next model's begin above it. */
  private static final long IDENTITIES_PER_MODEL = 1L << 40;

  /** Clusterings that may wait for the disk; of further ones only the newest counts. */
  private static final int MOST_WAITING = 4;

  /** A clustering that waits until its changes are durable; it may have none and wait in turn. */
  private record Waiting(
      Clusterer.Clustered clustered,
      int[] ids,
      int switches,
      @Nullable InstancesChanged event,
      long startedNanos) {

    boolean isAwaited() {
      return clustered.last() || clustered.round() != SceneRounds.NONE;
    }
  }

  /**
   * A clustering whose changes are durable.
   *
   * @param ids instance per Gaussian of its snapshot
   * @param switches Gaussians that it gave from one instance to another
   * @param revision of the instances after it
   * @param living instances then
   */
  record Told(
      Clusterer.Clustered clustered,
      int[] ids,
      int switches,
      long revision,
      List<Instance> living) {}

  private final String scene;
  private final Supplier<InstanceRegistry> registries;
  private final Telemetry telemetry;
  private final int keptChanges;
  private final SceneSubscribers subscribers;
  private final ActorRef<Historian.Command> historian;
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  /** When frames showed the living last, by id. */
  private final Map<Integer, Instant> inView = new HashMap<>();

  private final EvidenceClock evidence = new EvidenceClock();
  private final DecidedIds decided = new DecidedIds();

  private InstanceRegistry registry;
  private InstanceHistory history;

  /** Whether Gaussians may lack the ids that were told: those of a model that is new here. */
  private boolean anchored = true;

  /** Whether a clustering that is waited for was forgotten. */
  private boolean awaitedForgotten;

  /** Newest frame that a clustering which was told is based on, in this life of the scene. */
  private long frame;

  SceneInstances(
      String scene,
      HistoryState recovered,
      Supplier<InstanceRegistry> registries,
      Telemetry telemetry,
      int keptChanges,
      SceneSubscribers subscribers,
      ActorRef<Historian.Command> historian) {
    this.scene = scene;
    this.registries = registries;
    this.telemetry = telemetry;
    this.keptChanges = keptChanges;
    this.subscribers = subscribers;
    this.historian = historian;
    this.registry = registries.get();
    this.history = new InstanceHistory(recovered, keptChanges);
    registry.restore(recovered.instances(), recovered.sightings(), recovered.revision());
    telemetry.instances(scene, history.snapshot().instances().size());
  }

  /**
   * A frame shows new ground.
   *
   * @param number in order of arrival; what was told already of frames up to it is known by now
   */
  void sawNewGround(long number) {
    if (number > history.frame()) {
      evidence.newGround();
    }
  }

  /**
   * A frame shows instances.
   *
   * @param captured when it was taken
   */
  void shown(Set<Integer> ids, Instant captured) {
    for (int id : ids) {
      inView.merge(id, captured, (a, b) -> a.isAfter(b) ? a : b);
    }
  }

  /** No more frames will come. */
  void finish() {
    evidence.finish();
  }

  /** What was told so far. */
  InstanceHistory history() {
    return history;
  }

  /** Another model begins: its Gaussians get their ids by where they are. */
  void beginModel() {
    anchored = true;
    decided.forget();
  }

  /** Whether the disk is so slow that no further clustering is taken in. */
  boolean isBehind() {
    return waiting.size() >= MOST_WAITING;
  }

  /**
   * Takes in a clustering.
   *
   * @param generation which model of the scene it is of: Gaussians of different models must not
   *     share identities
   * @param iterations of training at about the time of its snapshot
   * @return clusterings that can be told now: it, unless it changed something
   */
  List<Told> update(Clusterer.Clustered clustered, int generation, Instant now, long iterations) {
    GaussianSnapshot snapshot = decided.on(clustered.snapshot());
    if (anchored) {
      snapshot = history.anchors().relabel(snapshot, history::isAlive, false);
      anchored = false;
    }
    Duration looked = evidence.advance(clustered.lastSeen(), now);
    inView.keySet().removeIf(id -> !history.isAlive(id));
    InstanceRegistry.Update update =
        registry.update(
            clustered.result(),
            unique(snapshot, generation),
            new InstanceRegistry.Basis(
                clustered.lastSeen(),
                now,
                clustered.basedOnFrame(),
                weight(clustered),
                looked,
                Map.copyOf(inView)));
    decided.decided(snapshot.identities(), update.instances());
    if (clustered.last()) {
      // A finished scene stays for long, and none is clustered behind it.
      decided.forget();
    }
    InstancesChanged event = null;
    if (!update.changes().isEmpty()) {
      event =
          new InstancesChanged(
              update.changes(),
              Anchors.of(snapshot, update.instances()),
              update.sightings(),
              clustered.basedOnFrame(),
              iterations);
      historian.tell(new Historian.Remember(event));
    }
    waiting.addLast(
        new Waiting(
            clustered,
            update.instances(),
            switches(snapshot.instances(), update.instances()),
            event,
            System.nanoTime()));
    return tellUnchanged();
  }

  private static int switches(int[] before, int[] after) {
    int switches = 0;
    for (int i = 0; i < after.length; i++) {
      switches += before[i] != 0 && after[i] != 0 && before[i] != after[i] ? 1 : 0;
    }
    return switches;
  }

  private InstanceRegistry.Weight weight(Clusterer.Clustered clustered) {
    InstanceRegistry.Weight weight = evidence.weight();
    if (clustered.last()) {
      return InstanceRegistry.Weight.DECISIVE;
    }
    return clustered.round() == SceneRounds.NONE ? weight : InstanceRegistry.Weight.LOOK;
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

  /** Takes that an event is durable, tells subscribers, and answers what can be told now. */
  List<Told> recorded(InstancesChanged event) {
    tell(event);
    Waiting first = waiting.peekFirst();
    if (first == null || first.event() == null || !first.event().equals(event)) {
      // An event of before a failure that was durable after all: what follows builds on less.
      beginAnew();
      return List.of();
    }
    waiting.removeFirst();
    telemetry.changesRecorded(
        event.changes().size(), Duration.ofNanos(System.nanoTime() - first.startedNanos()));
    List<Told> told = new ArrayList<>();
    told.add(told(first));
    told.addAll(tellUnchanged());
    return told;
  }

  private void tell(InstancesChanged event) {
    history.apply(event);
    for (InstanceChange change : event.changes()) {
      telemetry.instanceChanged(change.kind());
    }
    telemetry.instances(scene, history.snapshot().instances().size());
    subscribers.tell(new InstanceFeed.Changes(event.changes()));
  }

  private List<Told> tellUnchanged() {
    List<Told> told = new ArrayList<>();
    for (Waiting first = waiting.peekFirst();
        first != null && first.event() == null;
        first = waiting.peekFirst()) {
      waiting.removeFirst();
      subscribers.tell(
          new InstanceFeed.Unchanged(history.revision(), first.clustered().basedOnFrame()));
      told.add(told(first));
    }
    return told;
  }

  private Told told(Waiting done) {
    frame = Math.max(frame, done.clustered().basedOnFrame());
    return new Told(
        done.clustered(),
        done.ids(),
        done.switches(),
        history.revision(),
        history.snapshot().instances());
  }

  /**
   * Takes what is durable after a failure to record: tells what is but was not told, and forgets
   * what is not.
   */
  void recovered(HistoryState state) {
    for (InstanceChange change : state.changes()) {
      if (change.revision() > history.revision()) {
        tell(
            new InstancesChanged(
                List.of(change),
                state.anchors(),
                state.sightings(),
                state.frame(),
                state.iterations()));
      }
    }
    history = new InstanceHistory(state, keptChanges);
    beginAnew();
  }

  /**
   * Takes that an event was refused because it does not follow. One that was forgotten before is
   * nothing to what waits now, which builds on what is durable.
   */
  void refused(InstancesChanged event) {
    if (waiting.stream().anyMatch(waits -> event.equals(waits.event()))) {
      beginAnew();
    }
  }

  /** Whether a clustering that is waited for was forgotten since this was asked last. */
  boolean hasForgottenAwaited() {
    boolean forgotten = awaitedForgotten;
    awaitedForgotten = false;
    return forgotten;
  }

  private void beginAnew() {
    awaitedForgotten |= waiting.stream().anyMatch(Waiting::isAwaited);
    waiting.clear();
    registry = registries.get();
    HistoryState state = history.state();
    registry.restore(state.instances(), state.sightings(), state.revision());
    decided.forget();
    anchored = true;
  }

  /** A page of the living, in the order of their ids. */
  InstanceFeed.Snapshot list(int afterId, int most) {
    InstanceFeed.Snapshot all = history.snapshot();
    List<Instance> page =
        all.instances().stream()
            .filter(instance -> instance.id() > afterId)
            .limit(Math.max(0, most))
            .toList();
    return new InstanceFeed.Snapshot(all.revision(), page);
  }

  Optional<Instance> find(int id) {
    return history.find(id);
  }

  long revision() {
    return history.revision();
  }

  /** Newest frame that what was told takes into account, as far as is known; 0 before the first. */
  long frame() {
    return Math.max(frame, history.frame());
  }

  List<Instance> living() {
    return history.snapshot().instances();
  }
}
