package io.splatlas.gpu.cpu;

import java.util.SplittableRandom;

/** {@link VectorMath#exp} and the library's. */
final class ExponentialPair implements KernelPair {
  private static final int COUNT = 1024;

  private final float[] x = new float[COUNT];
  private final float[] expected = new float[COUNT];
  private final float[] actual = new float[COUNT];

  ExponentialPair() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < COUNT; i++) {
      x[i] = 20 * random.nextFloat() - 15;
    }
  }

  @Override
  public void scalar() {
    for (int i = 0; i < COUNT; i++) {
      expected[i] = (float) Math.exp(x[i]);
    }
  }

  @Override
  public void vector() {
    VectorMath.exp(x, 0, actual, 0, COUNT);
  }

  @Override
  public double difference() {
    double largest = 0;
    for (int i = 0; i < COUNT; i++) {
      largest = Math.max(largest, Math.abs(actual[i] - expected[i]) / expected[i]);
    }
    return largest;
  }

  @Override
  public double tolerance() {
    return 2e-6; // of the argument's rounding at |x| = 15
  }
}
