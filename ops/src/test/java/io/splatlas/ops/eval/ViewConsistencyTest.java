package io.splatlas.ops.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.ops.dataset.CameraIntrinsics;
import io.splatlas.ops.picture.IntImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Cameras side by side, looking at a wall two metres away: one metre aside is a shift by ten
 * pixels.
 */
class ViewConsistencyTest {

  private static final int WIDTH = 40;
  private static final int HEIGHT = 30;
  private static final ViewConsistency EVERY_PIXEL = new ViewConsistency(8, 1, 0.01, 1);

  @Test
  void shouldBeOneWhenIdsStayOnTheWall() {
    assertEquals(
        1, EVERY_PIXEL.of(List.of(view(0, painted(0)), view(1, painted(10)))).orElseThrow());
  }

  @Test
  void shouldBeTheShareOfPairsThatAgree() {
    // Ids stay on the image instead of on the wall: of the 30 columns in both views, 20 to 29
    // change sides.
    IntImage still = painted(0);
    double share = EVERY_PIXEL.of(List.of(view(0, still), view(1, still))).orElseThrow();
    assertEquals(20.0 / 30, share, 1e-12);
  }

  @Test
  void shouldCountAnIdAgainstNoneAndSkipNoneAgainstNone() {
    IntImage half = IdMaps.filled(WIDTH, HEIGHT, 4);
    IdMaps.fill(half, 0, 0, 20, HEIGHT, 0);
    IntImage none = IntImage.zeros(WIDTH, HEIGHT);
    assertEquals(0, EVERY_PIXEL.of(List.of(view(0, half), view(1, none))).orElseThrow());
    assertTrue(EVERY_PIXEL.of(List.of(view(0, none), view(1, none))).isEmpty());
  }

  @Test
  void shouldNotCompareWhatIsHidden() {
    PosedIds a = view(0, IdMaps.filled(WIDTH, HEIGHT, 1));
    PosedIds hidden = view(1, IdMaps.filled(WIDTH, HEIGHT, 2));
    Arrays.fill(hidden.depth(), 1.5f);
    assertTrue(EVERY_PIXEL.of(List.of(a, hidden)).isEmpty());
    Arrays.fill(hidden.depth(), Float.NaN);
    assertTrue(EVERY_PIXEL.of(List.of(a, hidden)).isEmpty());
    Arrays.fill(hidden.depth(), 2.01f);
    assertEquals(0, EVERY_PIXEL.of(List.of(a, hidden)).orElseThrow());
  }

  @Test
  void shouldLeaveOutWhatIsNotLabelled() {
    IntImage truth = IdMaps.filled(WIDTH, HEIGHT, 1);
    IdMaps.fill(truth, 0, 0, 20, HEIGHT, 0);
    IntImage ids = IdMaps.filled(WIDTH, HEIGHT, 5);
    IdMaps.fill(ids, 0, 0, 20, HEIGHT, 6);
    PosedIds a = new PosedIds(camera(), pose(0), depth(), ids, Optional.of(truth));
    PosedIds b = new PosedIds(camera(), pose(0), depth(), painted(0), Optional.of(truth));
    // Only the right half counts, where a says 5 and b says 2.
    assertEquals(0, EVERY_PIXEL.of(List.of(a, b)).orElseThrow());
  }

  @Test
  void shouldDrawTheSamePairsEveryTime() {
    var views = new ArrayList<PosedIds>();
    for (int i = 0; i < 12; i++) {
      views.add(view(0.1 * i, painted(i % 5)));
    }
    var sampled = new ViewConsistency(3, 2, 0.01, 9);
    double share = sampled.of(views).orElseThrow();
    assertEquals(share, sampled.of(views).orElseThrow());
    assertTrue(share > 0.5 && share < 1);
  }

  @Test
  void shouldHaveNothingToSayAboutOneView() {
    assertTrue(EVERY_PIXEL.of(List.of(view(0, painted(0)))).isEmpty());
    assertTrue(EVERY_PIXEL.of(List.of()).isEmpty());
  }

  @Test
  void shouldFollowLensDistortion() {
    var camera = new CameraIntrinsics(WIDTH, HEIGHT, 20, 20, 20, 15, -0.1, 0.02, 1e-3, 2e-3, 0);
    double[] xyz = new double[3];
    var view = new PosedIds(camera, pose(3), depth(), painted(0), Optional.empty());
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        assertTrue(view.unproject(x, y, xyz));
        assertEquals(2, xyz[2], 1e-12);
        assertEquals(y * WIDTH + x, view.pixelOf(xyz, 1e-6, new double[2]));
      }
    }
  }

  @Test
  void shouldRefuseSizesThatDoNotFit() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new PosedIds(camera(), pose(0), new float[3], painted(0), Optional.empty()));
    assertThrows(IllegalArgumentException.class, () -> new ViewConsistency(0, 1, 0.01, 1));
    assertThrows(IllegalArgumentException.class, () -> new ViewConsistency(1, 1, Double.NaN, 1));
  }

  private static PosedIds view(double x, IntImage ids) {
    return new PosedIds(camera(), pose(x), depth(), ids, Optional.empty());
  }

  private static CameraIntrinsics camera() {
    return CameraIntrinsics.pinhole(WIDTH, HEIGHT, 20, 20, 20, 15);
  }

  private static double[] pose(double x) {
    return new double[] {1, 0, 0, x, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
  }

  private static float[] depth() {
    float[] depth = new float[WIDTH * HEIGHT];
    Arrays.fill(depth, 2);
    return depth;
  }

  /**
   * 1 to the left of the wall's middle and 2 to the right of it, seen from {@code shift} pixels
   * aside.
   */
  private static IntImage painted(int shift) {
    IntImage image = IdMaps.filled(WIDTH, HEIGHT, 2);
    IdMaps.fill(image, 0, 0, 20 - shift, HEIGHT, 1);
    return image;
  }
}
