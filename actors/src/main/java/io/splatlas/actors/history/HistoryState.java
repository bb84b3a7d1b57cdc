package io.splatlas.actors.history;

import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.InstanceChange;
import java.util.List;
import java.util.Map;

/**
 * All that has been told of a scene's instances, as a value.
 *
 * @param revision the present one, 0 before the first
 * @param instances all that ever were, in the order of their ids
 * @param changes the newest, oldest first; the last has {@code revision}
 * @param anchors where the instances are
 * @param sightings looks that saw an instance on its own, by id; what is not in it was told by a
 *     version that did not count
 * @param frame newest frame behind the last change, 0 before the first
 * @param iterations of training behind the last change
 */
public record HistoryState(
    long revision,
    List<Instance> instances,
    List<InstanceChange> changes,
    Anchors anchors,
    Map<Integer, Integer> sightings,
    long frame,
    long iterations) {
  /** Nothing has been told. */
  public static final HistoryState EMPTY =
      new HistoryState(0, List.of(), List.of(), Anchors.NONE, Map.of(), 0, 0);

  public HistoryState {
    instances = List.copyOf(instances);
    changes = List.copyOf(changes);
    sightings = Map.copyOf(sightings);
  }
}
