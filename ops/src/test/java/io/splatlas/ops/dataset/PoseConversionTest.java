package io.splatlas.ops.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PoseConversionTest {

  private static final double[] IDENTITY = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};

  @Test
  void shouldFlipUpAndBackwardsOfNerfstudio() {
    double[] opengl = {1, 2, 3, 10, 4, 5, 6, 20, 7, 8, 9, 30, 0, 0, 0, 1};
    double[] opencv = {1, -2, -3, 10, 4, -5, -6, 20, 7, -8, -9, 30, 0, 0, 0, 1};
    assertArrayEquals(opencv, AxisConvention.OPENGL.toOpenCv(opengl));
  }

  @Test
  void shouldLookAlongTheForwardAxisOfARosBody() {
    double[] camera = AxisConvention.ROS.toOpenCv(IDENTITY);
    assertArrayEquals(new double[] {0, -1, 0}, column(camera, 0), "right is minus left");
    assertArrayEquals(new double[] {0, 0, -1}, column(camera, 1), "down is minus up");
    assertArrayEquals(new double[] {1, 0, 0}, column(camera, 2), "forward is x");
  }

  @ParameterizedTest
  @EnumSource
  void shouldComeBackFromEveryConventionAndStayRigid(AxisConvention convention) {
    var random = new SplittableRandom(1);
    for (int i = 0; i < 100; i++) {
      double[] pose = randomPose(random);
      double[] there = convention.toOpenCv(pose);
      assertArrayEquals(there, PoseConversion.requireRigid(there), 1e-12);
      assertArrayEquals(pose, convention.fromOpenCv(there), 1e-12);
    }
  }

  @Test
  void shouldInvertColmapsWorldToCamera() {
    // A quarter turn about z and a step: world (1, 0, 0) is seen at (0, 1, 0) + (5, 6, 7).
    double half = Math.sqrt(0.5);
    double[] pose = PoseConversion.fromColmap(half, 0, 0, half, 5, 6, 7);
    assertArrayEquals(new double[] {1, 0, 0}, apply(pose, 5, 7, 7), 1e-12);
    assertArrayEquals(new double[] {-6, 5, -7}, column(pose, 3), 1e-12);
  }

  @Test
  void shouldUndoItselfWhenInvertedTwice() {
    var random = new SplittableRandom(2);
    for (int i = 0; i < 100; i++) {
      double[] pose = randomPose(random);
      assertArrayEquals(pose, PoseConversion.invert(PoseConversion.invert(pose)), 1e-12);
    }
  }

  @Test
  void shouldTakeRoundingOutOfARotation() {
    var random = new SplittableRandom(3);
    double[] exact = randomPose(random);
    double[] rounded = exact.clone();
    for (int i = 0; i < 12; i++) {
      rounded[i] = Math.round(rounded[i] * 1e4) / 1e4;
    }
    double[] repaired = PoseConversion.requireRigid(rounded);
    assertArrayEquals(exact, repaired, 1e-4);
    for (int i = 0; i < 3; i++) {
      double[] axis = column(repaired, i);
      assertEquals(1, axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2], 1e-14);
    }
  }

  @Test
  void shouldRefuseWhatIsNotRigidAndSayWhy() {
    assertRefused("not rigid", 0, 1.1);
    assertRefused("not rigid", 1, 0.5);
    assertRefused("mirrors", 0, -1);
    assertRefused("not finite", 3, Double.NaN);
    assertRefused("not finite", 5, Double.POSITIVE_INFINITY);
    assertRefused("last row", 15, 2);
    assertRefused("last row", 12, 1e-3);
    assertRefused("from the origin", 7, 1e9);
    assertThrows(IllegalArgumentException.class, () -> PoseConversion.requireRigid(new double[12]));
  }

  @Test
  void shouldRefuseQuaternionsThatAreNoRotation() {
    assertThrows(
        IllegalArgumentException.class, () -> PoseConversion.fromColmap(0, 0, 0, 0, 0, 0, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> PoseConversion.fromColmap(Double.NaN, 0, 0, 0, 0, 0, 0));
    assertThrows(
        IllegalArgumentException.class, () -> PoseConversion.fromColmap(2, 0, 0, 0, 0, 0, 0));
  }

  private static void assertRefused(String reason, int at, double value) {
    double[] pose = IDENTITY.clone();
    pose[at] = value;
    var thrown =
        assertThrows(IllegalArgumentException.class, () -> PoseConversion.requireRigid(pose));
    assertTrue(String.valueOf(thrown.getMessage()).contains(reason), thrown::getMessage);
  }

  private static double[] randomPose(SplittableRandom random) {
    double[] q = new double[4];
    double norm = 0;
    for (int i = 0; i < 4; i++) {
      q[i] = random.nextDouble(-1, 1);
      norm += q[i] * q[i];
    }
    double scale = 1 / Math.sqrt(norm);
    return PoseConversion.fromQuaternion(
        q[0] * scale,
        q[1] * scale,
        q[2] * scale,
        q[3] * scale,
        random.nextDouble(-9, 9),
        random.nextDouble(-9, 9),
        random.nextDouble(-9, 9));
  }

  private static double[] column(double[] m, int column) {
    return new double[] {m[column], m[4 + column], m[8 + column]};
  }

  private static double[] apply(double[] m, double x, double y, double z) {
    double[] out = new double[3];
    for (int row = 0; row < 3; row++) {
      out[row] = m[4 * row] * x + m[4 * row + 1] * y + m[4 * row + 2] * z + m[4 * row + 3];
    }
    return out;
  }
}
