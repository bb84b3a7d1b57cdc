package io.splatlas.ops.eval;

import io.splatlas.ops.picture.IntImage;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Collects predicted id maps beside the truth, view by view and in any order, and scores them: ids
 * are matched on training views, objects are scored on test views, intersections and unions summed
 * over all of them. Keeps counts, not images.
 */
public final class SegmentationEvaluation {

  /** Objects with fewer pixels than this in all test views are left out. */
  public static final int MIN_TEST_PIXELS = 200;

  private final PairCounts training = new PairCounts();
  private final PairCounts test = new PairCounts();
  private final PairCounts testBoundary = new PairCounts();

  /** Adds a training view: it has a say in which id stands for which object. */
  public void addTraining(IntImage predicted, IntImage truth) {
    training.add(predicted, truth);
  }

  /** Adds a held-out view: it is what is scored. */
  public void addTest(IntImage predicted, IntImage truth) {
    test.add(predicted, truth);
    addBoundary(onlyLabelled(predicted, truth), truth);
  }

  /** The scores, or empty if no object has enough test pixels. */
  public Optional<SegmentationScore> score() {
    InstanceMatching matching = InstanceMatching.of(training);
    var objects = new ArrayList<ObjectScore>();
    test.truths()
        .forEach(
            (truth, pixels) -> {
              if (pixels >= MIN_TEST_PIXELS) {
                int predicted = matching.predictedOf(truth);
                objects.add(
                    new ObjectScore(
                        truth,
                        predicted,
                        test.iou(truth, predicted),
                        testBoundary.iou(truth, predicted),
                        pixels));
              }
            });
    return objects.isEmpty()
        ? Optional.empty()
        : Optional.of(new SegmentationScore(matching, objects));
  }

  // What is predicted where nothing is labelled must not move a mask's boundary either.
  private static IntImage onlyLabelled(IntImage predicted, IntImage truth) {
    IntImage out = new IntImage(truth.width(), truth.height(), predicted.values().clone());
    for (int i = 0; i < truth.values().length; i++) {
      if (truth.values()[i] == 0) {
        out.values()[i] = 0;
      }
    }
    return out;
  }

  private void addBoundary(IntImage predicted, IntImage truth) {
    int distance = Boundaries.distance(truth.width(), truth.height());
    int[] p = Boundaries.of(predicted, distance).values();
    int[] t = Boundaries.of(truth, distance).values();
    for (int i = 0; i < t.length; i++) {
      if (t[i] != 0) {
        testBoundary.addTruth(t[i], 1);
      }
      if (p[i] != 0) {
        testBoundary.addPredicted(p[i], 1);
      }
      if (t[i] != 0 && p[i] != 0) {
        testBoundary.addShared(t[i], p[i]);
      }
    }
  }
}
