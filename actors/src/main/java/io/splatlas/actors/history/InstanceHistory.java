package io.splatlas.actors.history;

import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.InstanceFeed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that has been told of a scene's instances, built from events: what clients may see. The
 * newest changes are kept for those who resume, a bounded number. Not thread-safe.
 */
public final class InstanceHistory {
  private final int kept;
  private final TreeMap<Integer, Instance> instances = new TreeMap<>();
  private final ArrayDeque<InstanceChange> changes = new ArrayDeque<>();
  private Anchors anchors;
  private Map<Integer, Integer> sightings;
  private long revision;
  private long frame;
  private long iterations;

  /**
   * @param kept changes kept for those who resume, at least 1
   */
  public InstanceHistory(HistoryState from, int kept) {
    this.kept = kept;
    this.revision = from.revision();
    this.anchors = from.anchors();
    this.sightings = from.sightings();
    this.frame = from.frame();
    this.iterations = from.iterations();
    from.instances().forEach(instance -> instances.put(instance.id(), instance));
    from.changes().forEach(this::keep);
  }

  /**
   * Takes in what has happened. Where events before it are lost (a damaged journal), nobody can
   * resume from before the gap.
   *
   * @throws IllegalStateException when its revisions are not new
   */
  public void apply(InstancesChanged event) {
    for (InstanceChange change : event.changes()) {
      if (change.revision() <= revision) {
        throw new IllegalStateException(
            "revision " + change.revision() + " comes after " + revision);
      }
      if (change.revision() != revision + 1) {
        changes.clear();
      }
      revision = change.revision();
      instances.put(change.instance().id(), change.instance());
      keep(change);
    }
    anchors = event.anchors();
    sightings = event.sightings();
    frame = event.frame();
    iterations = event.iterations();
  }

  private void keep(InstanceChange change) {
    if (changes.size() == kept) {
      changes.removeFirst();
    }
    changes.addLast(change);
  }

  /** A copy. */
  public HistoryState state() {
    return new HistoryState(
        revision,
        new ArrayList<>(instances.values()),
        new ArrayList<>(changes),
        anchors,
        sightings,
        frame,
        iterations);
  }

  /** The present revision, 0 before the first change. */
  public long revision() {
    return revision;
  }

  /** Where the instances are. */
  public Anchors anchors() {
    return anchors;
  }

  /** Newest frame behind the last change, 0 before the first. */
  public long frame() {
    return frame;
  }

  /** Iterations of training behind the last change. */
  public long iterations() {
    return iterations;
  }

  /** All living instances, in the order of their ids. */
  public InstanceFeed.Snapshot snapshot() {
    return new InstanceFeed.Snapshot(
        revision,
        instances.values().stream()
            .filter(instance -> instance.status() == Instance.Status.ALIVE)
            .toList());
  }

  /** Whether there is such an instance and it lives. */
  public boolean isAlive(int id) {
    Instance instance = instances.get(id);
    return instance != null && instance.status() == Instance.Status.ALIVE;
  }

  /** An instance, dead or alive. */
  public Optional<Instance> find(int id) {
    return Optional.ofNullable(instances.get(id));
  }

  /**
   * The changes behind a revision, or empty when that revision is no longer kept or lies in the
   * future.
   */
  public Optional<List<InstanceChange>> changesAfter(long after) {
    long oldest = revision - changes.size();
    if (after < oldest || after > revision) {
      return Optional.empty();
    }
    return Optional.of(changes.stream().skip(after - oldest).toList());
  }
}
