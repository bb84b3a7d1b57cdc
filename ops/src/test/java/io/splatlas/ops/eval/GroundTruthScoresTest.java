package io.splatlas.ops.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.DevelopmentData;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.picture.IntImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The truth handed in as a prediction: what a perfect system would score on real scenes. */
class GroundTruthScoresTest {

  private static final FramePreparer LOADER = new FramePreparer(FramePreparer.FULL_SIZE);

  @ParameterizedTest
  @ValueSource(strings = {"desk", "table", "kitchen", "shelf"})
  void shouldGiveThePerfectSystemFullMarks(String name) throws IOException {
    Capture capture = DevelopmentData.capture(name);
    var segmentation = new SegmentationEvaluation();
    var boxes = new TruthBoxes();
    var views = new ArrayList<PosedIds>();
    for (CaptureFrame frame : capture.frames()) {
      IntImage truth = LOADER.mask(frame).orElseThrow();
      PosedIds view = view(frame, truth);
      views.add(view);
      if (frame.split() == Split.TRAIN) {
        segmentation.addTraining(truth, truth);
        boxes.add(view);
      } else {
        segmentation.addTest(truth, truth);
      }
    }
    SegmentationScore score = segmentation.score().orElseThrow();
    assertEquals(1, score.miou());
    assertEquals(1, score.mbiou());
    double consistency = ViewConsistency.DEFAULT.of(views).orElseThrow();
    assertTrue(consistency > 0.97, () -> name + ": " + consistency);
    assertEquals(
        1, AveragePrecision.of(scored(boxes.boxes()), boxes.boxes().values(), 0.5).orElseThrow());
  }

  private static PosedIds view(CaptureFrame frame, IntImage truth) throws IOException {
    double unit = frame.depth().orElseThrow().metresPerUnit();
    return new PosedIds(
        frame.intrinsics(),
        frame.cameraToWorld(),
        PosedIds.metres(LOADER.depth(frame).orElseThrow(), unit),
        truth,
        Optional.of(truth));
  }

  private static List<ScoredBox> scored(Map<Integer, Box> boxes) {
    return boxes.entrySet().stream()
        .map(entry -> new ScoredBox(entry.getKey(), 1, entry.getValue()))
        .toList();
  }
}
