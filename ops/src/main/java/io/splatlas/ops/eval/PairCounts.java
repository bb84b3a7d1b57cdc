package io.splatlas.ops.eval;

import io.splatlas.ops.picture.IntImage;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many pixels each pair of a ground-truth object and a predicted id shares. Pixels without
 * truth are not counted.
 */
final class PairCounts {

  private final TreeMap<Integer, TreeMap<Integer, Long>> byTruth = new TreeMap<>();
  private final TreeMap<Integer, Long> truthTotals = new TreeMap<>();
  private final TreeMap<Integer, Long> predictedTotals = new TreeMap<>();

  /** Counts all labelled pixels of a view. */
  void add(IntImage predicted, IntImage truth) {
    truth.requireSameSize(predicted, "the predicted id map");
    int[] p = predicted.values();
    int[] t = truth.values();
    int start = 0;
    // Runs of equal pairs: a map look-up a run, not a pixel.
    for (int i = 1; i <= t.length; i++) {
      if (i == t.length || t[i] != t[start] || p[i] != p[start]) {
        add(t[start], p[start], i - start);
        start = i;
      }
    }
  }

  /** Counts pixels of a pair; nothing if there is no truth. */
  void add(int truth, int predicted, long pixels) {
    if (truth != 0) {
      byTruth.computeIfAbsent(truth, key -> new TreeMap<>()).merge(predicted, pixels, Long::sum);
      addTruth(truth, pixels);
      addPredicted(predicted, pixels);
    }
  }

  /** Counts pixels of an object that are of no predicted id. */
  void addTruth(int truth, long pixels) {
    truthTotals.merge(truth, pixels, Long::sum);
  }

  /** Counts pixels of a predicted id that are of no object. */
  void addPredicted(int predicted, long pixels) {
    predictedTotals.merge(predicted, pixels, Long::sum);
  }

  /** Counts pixels that an object and a predicted id share, without adding to their totals. */
  void addShared(int truth, int predicted) {
    byTruth.computeIfAbsent(truth, key -> new TreeMap<>()).merge(predicted, 1L, Long::sum);
  }

  /** Pixels of each object, by id. */
  Map<Integer, Long> truths() {
    return Collections.unmodifiableMap(truthTotals);
  }

  /** Pixels of each predicted id, 0 among them. */
  Map<Integer, Long> predicted() {
    return Collections.unmodifiableMap(predictedTotals);
  }

  /** Pixels that an object shares with each predicted id, 0 among them. */
  Map<Integer, Long> sharedWith(int truth) {
    return byTruth.getOrDefault(truth, new TreeMap<>());
  }

  long shared(int truth, int predicted) {
    return sharedWith(truth).getOrDefault(predicted, 0L);
  }

  /** Intersection over union of an object and a predicted id; 0 for the id 0. */
  double iou(int truth, int predicted) {
    if (predicted == 0) {
      return 0;
    }
    long shared = shared(truth, predicted);
    long union =
        truthTotals.getOrDefault(truth, 0L) + predictedTotals.getOrDefault(predicted, 0L) - shared;
    return union == 0 ? 0 : (double) shared / union;
  }
}
