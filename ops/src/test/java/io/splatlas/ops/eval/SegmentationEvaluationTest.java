package io.splatlas.ops.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.ops.picture.IntImage;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SegmentationEvaluationTest {

  private final SegmentationEvaluation evaluation = new SegmentationEvaluation();

  @Test
  void shouldGiveFullMarksToTheTruthUnderOtherNames() {
    var random = new SplittableRandom(1);
    int[] names = {0, 7, 1, 900, 3, 2, 41};
    for (int view = 0; view < 5; view++) {
      IntImage truth = IdMaps.random(80, 60, 6, random);
      IntImage predicted = IdMaps.renamed(truth, names);
      evaluation.addTraining(predicted, truth);
      evaluation.addTest(predicted, truth);
    }
    SegmentationScore score = evaluation.score().orElseThrow();
    assertEquals(1, score.miou());
    assertEquals(1, score.mbiou());
    assertEquals(1, score.share50());
    score.matching().matches().forEach((truth, id) -> assertEquals(names[truth], id));
  }

  @Test
  void shouldCountIntersectionAndUnionOverAllTestViews() {
    // Object 1 has 40x20 pixels in each of two views; id 5 covers its left half and as much beside
    // it, then all of it.
    IntImage truth = IdMaps.filled(100, 20, 2);
    IdMaps.fill(truth, 20, 0, 60, 20, 1);
    IntImage half = IdMaps.filled(100, 20, 6);
    IdMaps.fill(half, 0, 0, 40, 20, 5);
    evaluation.addTraining(half, truth);
    evaluation.addTest(half, truth);
    evaluation.addTest(withIds(truth, 5, 6), truth);
    SegmentationScore score = evaluation.score().orElseThrow();
    ObjectScore object = score.objects().get(0);
    assertEquals(1, object.truth());
    assertEquals(5, object.predicted());
    assertEquals(1600, object.testPixels());
    assertEquals((400.0 + 800) / (400 + 400 + 400 + 800), object.iou(), 1e-12);
    double other = (800.0 + 1200) / (400 + 400 + 800 + 1200);
    assertEquals((0.6 + other) / 2, score.miou(), 1e-12);
    assertEquals(1, score.share50());
  }

  @Test
  void shouldMatchOneToOneByTheLargestTotal() {
    // Id 5 overlaps object 1 most, but object 2 has nothing else.
    IntImage truth = IdMaps.filled(30, 10, 1);
    IdMaps.fill(truth, 20, 0, 30, 10, 2);
    IntImage predicted = IdMaps.filled(30, 10, 5);
    IdMaps.fill(predicted, 0, 0, 9, 10, 6);
    evaluation.addTraining(predicted, truth);
    evaluation.addTest(predicted, truth);
    evaluation.addTest(predicted, truth);
    assertEquals(Map.of(1, 6, 2, 5), evaluation.score().orElseThrow().matching().matches());
  }

  @Test
  void shouldLeaveUnlabelledPixelsOutOfEverything() {
    IntImage truth = IdMaps.filled(40, 30, 0);
    IdMaps.fill(truth, 10, 5, 30, 25, 3);
    IntImage predicted = IdMaps.filled(40, 30, 8);
    evaluation.addTraining(predicted, truth);
    evaluation.addTest(predicted, truth);
    SegmentationScore score = evaluation.score().orElseThrow();
    assertEquals(1, score.miou());
    assertEquals(1, score.mbiou());
  }

  @Test
  void shouldNotMatchNothing() {
    IntImage truth = IdMaps.filled(40, 30, 3);
    evaluation.addTraining(IntImage.zeros(40, 30), truth);
    evaluation.addTest(IntImage.zeros(40, 30), truth);
    SegmentationScore score = evaluation.score().orElseThrow();
    assertEquals(0, score.objects().get(0).predicted());
    assertEquals(0, score.miou());
    assertEquals(0, score.mbiou());
    assertEquals(0, score.share50());
  }

  @Test
  void shouldLeaveOutObjectsThatAreHardlySeenInTestViews() {
    IntImage truth = IdMaps.filled(40, 30, 1);
    IdMaps.fill(truth, 0, 0, 19, 10, 2);
    evaluation.addTraining(truth, truth);
    evaluation.addTest(truth, truth);
    assertEquals(List.of(1), objects());
    evaluation.addTest(truth, truth);
    assertEquals(List.of(1, 2), objects());
  }

  @Test
  void shouldPunishAShiftMoreAtTheBoundary() {
    IntImage truth = IdMaps.filled(160, 120, 1);
    IdMaps.fill(truth, 40, 30, 120, 90, 2);
    IntImage shifted = IdMaps.filled(160, 120, 1);
    IdMaps.fill(shifted, 42, 30, 122, 90, 2);
    evaluation.addTraining(shifted, truth);
    evaluation.addTest(shifted, truth);
    ObjectScore object = evaluation.score().orElseThrow().objects().get(1);
    assertEquals(78.0 / 82, object.iou(), 1e-12);
    // Rims 4 wide of two 80x60 rectangles, two columns apart: 2 * 4 rows of 78, and two pieces of
    // 52 x 2.
    int rim = 80 * 60 - 72 * 52;
    int shared = 2 * 4 * 78 + 2 * 52 * 2;
    assertEquals((double) shared / (2 * rim - shared), object.boundaryIou(), 1e-12);
  }

  @Test
  void shouldScoreNothingWithoutTruth() {
    evaluation.addTest(IdMaps.filled(40, 30, 1), IntImage.zeros(40, 30));
    assertTrue(evaluation.score().isEmpty());
  }

  @Test
  void shouldRefuseMapsOfDifferentSizes() {
    assertThrows(
        IllegalArgumentException.class,
        () -> evaluation.addTest(IntImage.zeros(3, 2), IntImage.zeros(2, 3)));
  }

  private List<Integer> objects() {
    return evaluation.score().orElseThrow().objects().stream().map(ObjectScore::truth).toList();
  }

  private static IntImage withIds(IntImage truth, int first, int second) {
    return IdMaps.renamed(truth, new int[] {0, first, second});
  }
}
