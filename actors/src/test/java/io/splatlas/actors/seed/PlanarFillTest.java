package io.splatlas.actors.seed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.image.TrainingImage;
import io.splatlas.gpu.Camera;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class PlanarFillTest {
  private static final int WIDTH = 80;
  private static final int HEIGHT = 60;
  private static final InversePlane LEFT = new InversePlane(0.001, -0.0005, 0.3);
  private static final InversePlane RIGHT = new InversePlane(-0.002, 0, 0.5);
  private static final float WRONG = 0.9f;
  private static final float DOUBTFUL = 0.1f;

  private final SplittableRandom random = new SplittableRandom(7);
  private final float[] inverse = new float[WIDTH * HEIGHT];
  private final float[] confidence = new float[WIDTH * HEIGHT];

  /** An image without texture but for an edge down its middle. */
  // javac loses the nullness of a compact constructor's array parameters in the class file.
  @SuppressWarnings("NullAway")
  private static LumaImage twoWalls() {
    byte[] rgb = new byte[3 * WIDTH * HEIGHT];
    for (int p = 0; p < WIDTH * HEIGHT; p++) {
      Arrays.fill(rgb, 3 * p, 3 * p + 3, (byte) (p % WIDTH < WIDTH / 2 ? 100 : 140));
    }
    double[] pose = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
    Camera camera =
        Camera.fromCameraToWorld(WIDTH, HEIGHT, 80, 80, WIDTH / 2.0, HEIGHT / 2.0, pose);
    return new LumaImage(new TrainingImage(camera, rgb, null, null), 1);
  }

  private static double truth(int p) {
    return (p % WIDTH < WIDTH / 2 ? LEFT : RIGHT).at(p % WIDTH, p / WIDTH);
  }

  /** Everywhere doubtful and wrong; known where asked for, of which some are wrong. */
  private void stereo(IntPredicate known, double wrong) {
    for (int p = 0; p < inverse.length; p++) {
      boolean trusted = known.test(p);
      inverse[p] =
          trusted && random.nextDouble() >= wrong
              ? (float) (truth(p) * (1 + 0.005 * random.nextDouble(-1, 1)))
              : (float) (WRONG * random.nextDouble(0.5, 1));
      confidence[p] = trusted ? 1 : DOUBTFUL;
    }
  }

  private StereoDepth fill() {
    StereoDepth depth = new StereoDepth(inverse, confidence, 0.001f);
    PlanarFill.fill(twoWalls(), depth);
    return depth;
  }

  @Test
  void shouldKnowAWallFromItsBorder() {
    stereo(p -> p / WIDTH < 6 || p % WIDTH < 3 || p % WIDTH > WIDTH - 4, 0.4);
    StereoDepth depth = fill();
    for (int p = 0; p < inverse.length; p++) {
      assertEquals(truth(p), depth.inverse()[p], 0.02 * truth(p), "pixel " + p);
      assertTrue(depth.confidence()[p] >= StereoFilter.TRUSTED, "pixel " + p);
    }
  }

  @Test
  void shouldLeaveAnAreaAloneOfWhichTooLittleIsKnown() {
    stereo(p -> p % WIDTH >= WIDTH / 2 && p / WIDTH < 6, 0);
    float[] before = inverse.clone();
    fill();
    for (int p = 0; p < inverse.length; p++) {
      if (p % WIDTH < WIDTH / 2) {
        assertEquals(before[p], inverse[p], "pixel " + p);
        assertEquals(DOUBTFUL, confidence[p], "pixel " + p);
      } else {
        assertEquals(truth(p), inverse[p], 0.02 * truth(p), "pixel " + p);
      }
    }
  }

  @Test
  void shouldLeaveACurvedThingAsStereoFoundIt() {
    for (int p = 0; p < inverse.length; p++) {
      double x = p % WIDTH % (WIDTH / 2) - WIDTH / 4.0;
      int row = p / WIDTH;
      double y = row - HEIGHT / 2.0;
      inverse[p] = (float) (0.2 + 0.4 * Math.exp(-(x * x + y * y) / 200));
      confidence[p] = 1;
    }
    float[] before = inverse.clone();
    fill();
    assertArrayEquals(before, inverse);
  }

  @Test
  void shouldFindNoPlaneThroughALine() {
    stereo(p -> true, 0);
    int[] row = new int[WIDTH];
    Arrays.setAll(row, x -> 5 * WIDTH + x);
    assertNull(InversePlane.ofMost(row, inverse, WIDTH));
  }
}
