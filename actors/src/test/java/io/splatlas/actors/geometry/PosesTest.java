package io.splatlas.actors.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PosesTest {
  private static final double[] IDENTITY = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};

  private static double[] with(int index, double value) {
    double[] pose = IDENTITY.clone();
    pose[index] = value;
    return pose;
  }

  private static Poses.Fault fault(double[] pose) {
    return Poses.check(pose).orElseThrow().fault();
  }

  /** Any rotation, from a random quaternion. */
  static double[] randomPose(SplittableRandom random) {
    double w = random.nextDouble(-1, 1);
    double x = random.nextDouble(-1, 1);
    double y = random.nextDouble(-1, 1);
    double z = random.nextDouble(-1, 1);
    double n = 2 / (w * w + x * x + y * y + z * z);
    return new double[] {
      1 - n * (y * y + z * z),
      n * (x * y - w * z),
      n * (x * z + w * y),
      random.nextDouble(-9, 9),
      n * (x * y + w * z),
      1 - n * (x * x + z * z),
      n * (y * z - w * x),
      random.nextDouble(-9, 9),
      n * (x * z - w * y),
      n * (y * z + w * x),
      1 - n * (x * x + y * y),
      random.nextDouble(-9, 9),
      0,
      0,
      0,
      1
    };
  }

  @Test
  void shouldAcceptEveryRotation() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 1_000; i++) {
      assertTrue(Poses.check(randomPose(random)).isEmpty());
    }
  }

  @Test
  void shouldNameEveryFault() {
    assertEquals(Poses.Fault.MISSING, fault(new double[12]));
    for (int i = 0; i < 16; i++) {
      assertEquals(Poses.Fault.OUT_OF_RANGE, fault(with(i, Double.NaN)));
      assertEquals(Poses.Fault.OUT_OF_RANGE, fault(with(i, Double.POSITIVE_INFINITY)));
    }
    assertEquals(Poses.Fault.OUT_OF_RANGE, fault(with(7, 1.1e6)));
    assertEquals(Poses.Fault.NOT_RIGID, fault(with(12, 1)));
    assertEquals(Poses.Fault.NOT_RIGID, fault(with(15, 0)));
    assertEquals(Poses.Fault.NOT_RIGID, fault(with(0, 1.001)));
    assertEquals(Poses.Fault.NOT_RIGID, fault(with(1, 0.01)));
    assertEquals(Poses.Fault.NOT_RIGID, fault(with(10, -1)));
    assertTrue(Poses.check(with(0, 1.0004)).isEmpty());
  }

  @Test
  void shouldMakeRotationsExactAndKeepGoodOnes() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 200; i++) {
      double[] exact = randomPose(random);
      double[] rough = exact.clone();
      for (int k : new int[] {0, 1, 2, 4, 5, 6, 8, 9, 10}) {
        rough[k] += random.nextDouble(-2e-4, 2e-4);
      }
      double[] repaired = Poses.orthonormalised(rough);
      assertEquals(1, Poses.determinant(repaired), 1e-12);
      for (int k = 0; k < 16; k++) {
        assertEquals(exact[k], repaired[k], 1e-3);
        assertEquals(exact[k], Poses.orthonormalised(exact)[k], 1e-12);
      }
    }
  }
}
