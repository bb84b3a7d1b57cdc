package io.splatlas.actors.instance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.splatlas.actors.model.OrientedBox;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OrientedBoxFitTest {
  private static final int POINTS = 4000;

  /** Points in a box of these sides about the origin, turned by q and moved. */
  private static float[][] box(double[] sides, double[] q, double[] centre) {
    SplittableRandom random = new SplittableRandom(4);
    float[][] points = new float[3][POINTS];
    for (int i = 0; i < POINTS; i++) {
      double[] p = new double[3];
      for (int axis = 0; axis < 3; axis++) {
        p[axis] = sides[axis] * (random.nextDouble() - 0.5);
      }
      double[] world = turned(p, q);
      for (int axis = 0; axis < 3; axis++) {
        points[axis][i] = (float) (world[axis] + centre[axis]);
      }
    }
    return points;
  }

  private static double[] turned(double[] p, double[] q) {
    double[] t = {
      2 * (q[2] * p[2] - q[3] * p[1]),
      2 * (q[3] * p[0] - q[1] * p[2]),
      2 * (q[1] * p[1] - q[2] * p[0])
    };
    return new double[] {
      p[0] + q[0] * t[0] + q[2] * t[2] - q[3] * t[1],
      p[1] + q[0] * t[1] + q[3] * t[0] - q[1] * t[2],
      p[2] + q[0] * t[2] + q[1] * t[1] - q[2] * t[0]
    };
  }

  private static OrientedBox fit(float[][] points) {
    return new OrientedBoxFit(points, 0, 0).fit();
  }

  @Test
  void shouldFindABoxThatIsTurned() {
    double[] q = {0.8, 0.36, -0.48, 0};
    OrientedBox found = fit(box(new double[] {2, 1, 0.25}, q, new double[] {1, -2, 3}));

    assertArrayEquals(new float[] {2, 1, 0.25f}, found.size(), 0.05f);
    assertArrayEquals(new float[] {1, -2, 3}, found.centre(), 0.02f);
    double[] rotation = new double[4];
    for (int k = 0; k < 4; k++) {
      rotation[k] = found.rotation()[k];
    }
    double[] longest = turned(new double[] {1, 0, 0}, rotation);
    double[] expected = turned(new double[] {1, 0, 0}, q);
    double cosine = 0;
    for (int axis = 0; axis < 3; axis++) {
      cosine += longest[axis] * expected[axis];
    }
    assertEquals(1, Math.abs(cosine), 0.002);
  }

  @Test
  void shouldNotTurnTheBoxOfASquarePlateAtRandom() {
    double[] q = {Math.cos(Math.PI / 12), 0, 0, Math.sin(Math.PI / 12)};
    OrientedBox found = fit(box(new double[] {1, 1, 0.01}, q, new double[3]));
    // Turned by chance its sides would be up to 1.41 long.
    assertArrayEquals(new float[] {1, 1, 0.01f}, found.size(), 0.07f);
  }

  @Test
  void shouldLeaveABoxAlongTheAxesAsItIs() {
    OrientedBox found =
        fit(box(new double[] {3, 2, 1}, new double[] {1, 0, 0, 0}, new double[] {5, 5, 5}));
    assertArrayEquals(new float[] {3, 2, 1}, found.size(), 0.03f);
    assertArrayEquals(new float[] {1, 0, 0, 0}, found.rotation(), 0.02f);
  }

  @Test
  void shouldGiveAPointABoxOfTheMargin() {
    OrientedBox found = new OrientedBoxFit(new float[][] {{1}, {2}, {3}}, 0.01, 0.5f).fit();
    assertArrayEquals(new float[] {1, 2, 3}, found.centre());
    assertArrayEquals(new float[] {1, 1, 1}, found.size());
  }
}
