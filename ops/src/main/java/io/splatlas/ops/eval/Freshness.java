package io.splatlas.ops.eval;

import io.splatlas.ops.picture.IntImage;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How fresh answers are: the time from a frame's arrival to the event that reflects it, and from
 * the arrival of the first frame that shows an object to the event that announces it. All times are
 * seconds on one clock.
 */
public final class Freshness {

  /** An object is shown by a frame in which it has at least this many pixels. */
  public static final int MIN_PIXELS = 200;

  private final Map<Integer, Double> arrivalOfFrame = new HashMap<>();
  private final Map<Integer, Double> reflectedAt = new TreeMap<>();
  private final Map<Integer, Double> shownAt = new TreeMap<>();
  private final Map<Integer, Double> announcedAt = new HashMap<>();

  /** A frame arrived; its truth says which objects it shows. */
  public void frameArrived(int frame, double seconds, Optional<IntImage> truth) {
    arrivalOfFrame.put(frame, seconds);
    truth.ifPresent(image -> shown(image, seconds));
  }

  private void shown(IntImage truth, double seconds) {
    var pixels = new HashMap<Integer, Integer>();
    for (int id : truth.values()) {
      if (id != 0) {
        pixels.merge(id, 1, Integer::sum);
      }
    }
    pixels.forEach(
        (id, count) -> {
          if (count >= MIN_PIXELS) {
            shownAt.merge(id, seconds, Math::min);
          }
        });
  }

  /** An event came that reflects all frames up to one. */
  public void reflected(int lastFrame, double seconds) {
    arrivalOfFrame.forEach(
        (frame, arrival) -> {
          if (frame <= lastFrame && arrival <= seconds) {
            reflectedAt.merge(frame, seconds, Math::min);
          }
        });
  }

  /** An event came that announces the instance that is matched to an object. */
  public void announced(int object, double seconds) {
    announcedAt.merge(object, seconds, Math::min);
  }

  /** From a frame's arrival to the first event that reflects it. */
  public Optional<LatencySummary> frames() {
    return LatencySummary.of(
        reflectedAt.entrySet().stream()
            .mapToDouble(e -> e.getValue() - arrivalOfFrame.getOrDefault(e.getKey(), 0.0))
            .toArray());
  }

  /**
   * From the first frame that shows an object to its announcement; objects never announced are left
   * out.
   */
  public Optional<LatencySummary> objects() {
    return LatencySummary.of(
        shownAt.entrySet().stream()
            .filter(e -> announcedAt.containsKey(e.getKey()))
            .mapToDouble(e -> announcedAt.getOrDefault(e.getKey(), 0.0) - e.getValue())
            .toArray());
  }
}
