package io.splatlas.actors.distill;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.FeatureMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keyframes of a scene and, within a budget of bytes and what all scenes share, their feature
 * maps: when either is used up, the oldest maps go and their keyframes are described again when
 * they are needed.
 */
final class Keyframes {

  /** A keyframe with its map. */
  record Described(long number, Camera camera, FeatureMap map) {}

  private static final class Entry {
    private final Camera camera;
    private @Nullable FeatureMap map;

    private Entry(Camera camera) {
      this.camera = camera;
    }
  }

  private final long budget;
  private final MapMemory memory;
  private final Map<Long, Entry> entries = new LinkedHashMap<>();
  private long bytes;

  Keyframes(long budget, MapMemory memory) {
    this.budget = budget;
    this.memory = memory;
  }

  void add(long number, Camera camera) {
    entries.put(number, new Entry(camera));
  }

  /** Leaves a keyframe out for good: its frame cannot be described. */
  void remove(long number) {
    Entry entry = entries.remove(number);
    if (entry != null) {
      forget(entry);
    }
  }

  /** Keeps a keyframe's map as far as the budget allows. */
  void keep(long number, FeatureMap map) {
    Entry entry = entries.get(number);
    if (entry == null) {
      return;
    }
    forget(entry);
    entry.map = map;
    bytes += size(map);
    memory.take(size(map));
    for (Entry oldest : entries.values()) {
      if (bytes <= budget && !memory.isOver()) {
        return;
      }
      forget(oldest);
    }
  }

  private void forget(Entry entry) {
    FeatureMap map = entry.map;
    if (map != null) {
      bytes -= size(map);
      memory.give(size(map));
      entry.map = null;
    }
  }

  /** Lets all maps go. */
  void forgetMaps() {
    entries.values().forEach(this::forget);
  }

  /** Those whose maps are at hand, in the order they were added. */
  List<Described> described() {
    List<Described> all = new ArrayList<>();
    entries.forEach(
        (number, entry) -> {
          FeatureMap map = entry.map;
          if (map != null) {
            all.add(new Described(number, entry.camera, map));
          }
        });
    return all;
  }

  /** Numbers of those that have to be described again, in the order they were added. */
  List<Long> undescribed() {
    List<Long> numbers = new ArrayList<>();
    entries.forEach(
        (number, entry) -> {
          if (entry.map == null) {
            numbers.add(number);
          }
        });
    return numbers;
  }

  /** All keyframes with the maps at hand, in the order they were added. */
  List<Taught.Frame> taught() {
    List<Taught.Frame> all = new ArrayList<>();
    entries.forEach((number, entry) -> all.add(new Taught.Frame(number, entry.camera, entry.map)));
    return all;
  }

  int size() {
    return entries.size();
  }

  long bytes() {
    return bytes;
  }

  private static long size(FeatureMap map) {
    return 4L * map.values().length;
  }
}
