package io.splatlas.ops.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.ops.dataset.CameraIntrinsics;
import io.splatlas.ops.picture.IntImage;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TruthBoxesTest {

  private static final double[] POSE = {1, 0, 0, 5, 0, 1, 0, 6, 0, 0, 1, 7, 0, 0, 0, 1};

  @Test
  void shouldBoundWhatIsSeenOfAnObject() {
    // 100 columns 2 cm apart at 2 m, from -1 m to 1 m of the camera at x = 5.
    Box box = boxOf4(boxes(IdMaps.filled(100, 100, 4)));
    assertEquals(4, box.minX(), 0.05);
    assertEquals(6, box.maxX(), 0.05);
    assertEquals(5, box.minY(), 0.05);
    assertEquals(7, box.maxY(), 0.05);
    assertEquals(9, box.minZ(), 1e-9);
  }

  @Test
  void shouldTrimPixelsThatSeeBehindTheObject() {
    PosedIds view = view(IdMaps.filled(100, 100, 4));
    for (int i = 0; i < 10_000; i += 200) {
      view.depth()[i] = 90;
    }
    var boxes = new TruthBoxes();
    boxes.add(view);
    assertEquals(9, boxOf4(boxes).maxZ(), 1e-9);
  }

  @Test
  void shouldLeaveOutTheUnlabelledAndTheHardlySeen() {
    IntImage truth = IntImage.zeros(100, 100);
    IdMaps.fill(truth, 0, 0, 7, 7, 1);
    IdMaps.fill(truth, 50, 50, 60, 60, 2);
    assertEquals(Set.of(2), boxes(truth).boxes().keySet());
  }

  @Test
  void shouldHaveNoBoxWithoutDepth() {
    PosedIds view = view(IdMaps.filled(100, 100, 4));
    Arrays.fill(view.depth(), 0);
    var boxes = new TruthBoxes();
    boxes.add(view);
    assertTrue(boxes.boxes().isEmpty());
  }

  private static Box boxOf4(TruthBoxes boxes) {
    return Optional.ofNullable(boxes.boxes().get(4)).orElseThrow();
  }

  private static TruthBoxes boxes(IntImage truth) {
    var boxes = new TruthBoxes();
    boxes.add(view(truth));
    return boxes;
  }

  private static PosedIds view(IntImage truth) {
    float[] depth = new float[10_000];
    Arrays.fill(depth, 2);
    return new PosedIds(
        CameraIntrinsics.pinhole(100, 100, 100, 100, 50, 50), POSE, depth, truth, Optional.empty());
  }
}
