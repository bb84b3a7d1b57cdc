package io.splatlas.actors.history;

import io.splatlas.actors.model.InstanceChange;
import java.util.List;
import java.util.Map;

/**
 * The event: what one clustering changed.
 *
 * @param changes in order of revision, without gaps, at least one
 * @param anchors of all instances after them
 * @param sightings looks that saw each living instance on its own, by id: how established it is
 * @param frame newest frame taken into account, in order of arrival, from 1
 * @param iterations of training it was based on
 */
public record InstancesChanged(
    List<InstanceChange> changes,
    Anchors anchors,
    Map<Integer, Integer> sightings,
    long frame,
    long iterations) {
  public InstancesChanged {
    if (changes.isEmpty()) {
      throw new IllegalArgumentException("an event needs a change");
    }
    changes = List.copyOf(changes);
    sightings = Map.copyOf(sightings);
  }
}
