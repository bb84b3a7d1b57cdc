package io.splatlas.actors.instance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Parts that seem to have come out of an instance and wait for confirmation by later looks. */
final class PendingSplits {
  /**
   * Two sightings are of the same part when they share this much of what either has (Jaccard
   * index).
   */
  private static final double SAME_PART = 0.5;

  private record Sighting(long[] identities, int count) {}

  private Map<Integer, List<Sighting>> previous = new HashMap<>();
  private Map<Integer, List<Sighting>> current = new HashMap<>();

  /** Starts a look: what the last one did not show again counts one less. */
  void nextLook() {
    previous.forEach(
        (source, sightings) ->
            sightings.stream()
                .filter(sighting -> sighting.count > 1)
                .forEach(
                    sighting ->
                        current
                            .computeIfAbsent(source, id -> new ArrayList<>())
                            .add(new Sighting(sighting.identities, sighting.count - 1))));
    previous = current;
    current = new HashMap<>();
  }

  /**
   * Records that a part was seen.
   *
   * @param identities of its Gaussians, sorted
   * @return how many looks have shown it, those since taken off that did not
   */
  int seen(int source, long[] identities) {
    int count = 1;
    List<Sighting> sightings = previous.getOrDefault(source, new ArrayList<>());
    for (Sighting sighting : List.copyOf(sightings)) {
      if (Jaccard.of(sighting.identities, identities) >= SAME_PART) {
        count = Math.max(count, sighting.count + 1);
        sightings.remove(sighting);
      }
    }
    current.computeIfAbsent(source, id -> new ArrayList<>()).add(new Sighting(identities, count));
    return count;
  }
}
