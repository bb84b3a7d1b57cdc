package io.splatlas.ops.eval;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which predicted id stands for which ground-truth object: one-to-one, once per scene, with the
 * largest total intersection over all training views. Ids that share no pixel are never matched.
 */
public final class InstanceMatching {

  private final Map<Integer, Integer> predictedOfTruth;

  private InstanceMatching(Map<Integer, Integer> predictedOfTruth) {
    this.predictedOfTruth = Collections.unmodifiableMap(predictedOfTruth);
  }

  static InstanceMatching of(PairCounts counts) {
    List<Integer> truths = List.copyOf(counts.truths().keySet());
    List<Integer> predicted = counts.predicted().keySet().stream().filter(id -> id != 0).toList();
    long[][] gain = new long[truths.size()][predicted.size()];
    for (int row = 0; row < gain.length; row++) {
      for (int column = 0; column < predicted.size(); column++) {
        gain[row][column] = counts.shared(truths.get(row), predicted.get(column));
      }
    }
    int[] columns = Assignment.maximise(gain);
    var matches = new TreeMap<Integer, Integer>();
    for (int row = 0; row < gain.length; row++) {
      if (columns[row] >= 0 && gain[row][columns[row]] > 0) {
        matches.put(truths.get(row), predicted.get(columns[row]));
      }
    }
    return new InstanceMatching(matches);
  }

  /** The predicted id of an object, or 0. */
  public int predictedOf(int truth) {
    return predictedOfTruth.getOrDefault(truth, 0);
  }

  /** All matches, predicted ids by ground-truth id. */
  public Map<Integer, Integer> matches() {
    return predictedOfTruth;
  }
}
