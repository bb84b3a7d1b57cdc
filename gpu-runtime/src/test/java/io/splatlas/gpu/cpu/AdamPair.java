package io.splatlas.gpu.cpu;

import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.host.Adam;
import java.util.SplittableRandom;

/** {@link AdamKernel} on one plane of a chunk and Adam's formula one value after the other. */
final class AdamPair implements KernelPair {
  private static final int COUNT = SplatScene.CHUNK;
  private static final int STEP = 7;
  private static final float RATE = 1e-3f;

  private final float[] block = new Block().values;
  private final float[] chunk = new float[AdamKernel.SCRATCH];
  private final float[] gradient = new float[COUNT];
  private final float[] value = new float[COUNT];
  private final float[] first = new float[COUNT];
  private final float[] second = new float[COUNT];
  private final float[][] scalar = new float[3][COUNT];
  private final float[][] vector = new float[3][COUNT];

  AdamPair() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < COUNT; i++) {
      gradient[i] = random.nextFloat() - 0.5f;
      value[i] = random.nextFloat();
      first[i] = 0.1f * random.nextFloat();
      second[i] = 0.01f * random.nextFloat();
    }
    for (int at = 0; at < COUNT; at += Block.SIZE) {
      for (int i = 0; i < Block.SIZE; i++) {
        block[Block.row(Block.VISIBLE) + i] = moves(at + i) ? 1 : 0;
        block[Block.row(Block.CORRECTION) + i] = Adam.firstCorrection(STEP);
        block[Block.row(Block.CORRECTION + 1) + i] = Adam.secondCorrection(STEP);
        block[Block.row(Block.GRADIENT + GaussianLayout.OPACITY) + i] = gradient[at + i];
      }
      AdamKernel.keep(block, new float[0], 0, chunk, at);
    }
  }

  private static boolean moves(int i) {
    return i % 5 != 0;
  }

  private void restart(float[][] state) {
    System.arraycopy(value, 0, state[0], 0, COUNT);
    System.arraycopy(first, 0, state[1], 0, COUNT);
    System.arraycopy(second, 0, state[2], 0, COUNT);
  }

  @Override
  public void scalar() {
    restart(scalar);
    for (int i = 0; i < COUNT; i++) {
      if (!moves(i)) {
        continue;
      }
      float g = gradient[i];
      float m = Adam.BETA1 * scalar[1][i] + (1 - Adam.BETA1) * g;
      float v = Adam.BETA2 * scalar[2][i] + (1 - Adam.BETA2) * g * g;
      scalar[1][i] = m;
      scalar[2][i] = v;
      float root = (float) Math.sqrt(v * Adam.secondCorrection(STEP)) + Adam.EPSILON;
      scalar[0][i] -= RATE * (m * Adam.firstCorrection(STEP)) / root;
    }
  }

  @Override
  public void vector() {
    restart(vector);
    AdamKernel.updateGeometry(
        chunk, COUNT, GaussianLayout.OPACITY, vector[0], vector[1], vector[2], 0, RATE);
  }

  @Override
  public double difference() {
    double largest = 0;
    for (int k = 0; k < 3; k++) {
      largest = Math.max(largest, KernelPair.largest(scalar[k], vector[k], COUNT));
    }
    return largest;
  }

  @Override
  public double tolerance() {
    return 1e-6;
  }
}
