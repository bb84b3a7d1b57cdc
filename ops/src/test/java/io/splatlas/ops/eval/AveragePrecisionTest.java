package io.splatlas.ops.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AveragePrecisionTest {

  private static final List<Box> TRUTH = List.of(cube(0), cube(10), cube(20), cube(30));

  @Test
  void shouldMeasureTheOverlapOfBoxes() {
    assertEquals(1, cube(0).iou(cube(0)));
    assertEquals(0, cube(0).iou(cube(5)));
    assertEquals(0.5 / 1.5, cube(0).iou(cube(0.5)), 1e-12);
    Box flat = new Box(0, 0, 0, 1, 1, 0);
    assertEquals(0, flat.iou(flat));
    assertThrows(IllegalArgumentException.class, () -> new Box(1, 0, 0, 0, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Box(Double.NaN, 0, 0, 1, 1, 1));
  }

  @Test
  void shouldBeOneForTheTruthInAnyOrder() {
    var boxes = new ArrayList<ScoredBox>();
    for (int i = 0; i < 4; i++) {
      boxes.add(new ScoredBox(i, 0.1 * i, TRUTH.get(i)));
    }
    Collections.shuffle(boxes, new Random(1));
    assertEquals(1, AveragePrecision.of(boxes, TRUTH, 0.5).orElseThrow());
  }

  @Test
  void shouldInterpolateAtAllPoints() {
    // Right, wrong, right, wrong, wrong: precision 1 up to recall 1/4, 2/3 up to 2/4.
    var boxes =
        List.of(
            new ScoredBox(1, 0.9, cube(0)),
            new ScoredBox(2, 0.8, cube(100)),
            new ScoredBox(3, 0.7, cube(10)),
            new ScoredBox(4, 0.6, cube(101)),
            new ScoredBox(5, 0.5, cube(102)));
    assertEquals((1 + 2.0 / 3) / 4, AveragePrecision.of(boxes, TRUTH, 0.5).orElseThrow(), 1e-12);
  }

  @Test
  void shouldTakeTheBestPrecisionFromARecallOn() {
    // Wrong, right, right: 2/3 for both.
    var boxes =
        List.of(
            new ScoredBox(1, 0.9, cube(100)),
            new ScoredBox(2, 0.8, cube(0)),
            new ScoredBox(3, 0.7, cube(10)));
    assertEquals(2 * (2.0 / 3) / 4, AveragePrecision.of(boxes, TRUTH, 0.5).orElseThrow(), 1e-12);
  }

  @Test
  void shouldCountASecondBoxOnAnObjectAsWrong() {
    var boxes = List.of(new ScoredBox(1, 0.9, cube(0)), new ScoredBox(2, 0.9, cube(0)));
    assertEquals(0.25, AveragePrecision.of(boxes, TRUTH, 0.5).orElseThrow(), 1e-12);
  }

  @Test
  void shouldFollowTheThreshold() {
    var boxes = List.of(new ScoredBox(1, 1, cube(0.5)));
    assertEquals(0.25, AveragePrecision.of(boxes, TRUTH, 0.25).orElseThrow(), 1e-12);
    assertEquals(0, AveragePrecision.of(boxes, TRUTH, 0.5).orElseThrow());
  }

  @Test
  void shouldBeNothingWithoutPredictionsAndUnknownWithoutTruth() {
    assertEquals(0, AveragePrecision.of(List.of(), TRUTH, 0.5).orElseThrow());
    assertTrue(AveragePrecision.of(List.of(), List.of(), 0.5).isEmpty());
    assertThrows(IllegalArgumentException.class, () -> AveragePrecision.of(List.of(), TRUTH, 0));
    assertThrows(IllegalArgumentException.class, () -> new ScoredBox(1, Double.NaN, cube(0)));
  }

  private static Box cube(double x) {
    return new Box(x, 0, 0, x + 1, 1, 1);
  }
}
