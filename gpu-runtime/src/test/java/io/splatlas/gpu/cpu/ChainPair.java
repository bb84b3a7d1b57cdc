package io.splatlas.gpu.cpu;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.SyntheticScenes;
import io.splatlas.gpu.host.SplatProjector;
import java.util.SplittableRandom;

/**
 * {@link ChainKernel} behind the projection it needs, and the same chain rule one Gaussian after
 * the other: from moments on the screen to position, rotation, scale and opacity.
 */
final class ChainPair implements KernelPair {
  private static final int COUNT = 1024;
  private static final int GEOMETRY = SplatProjector.GEOMETRY;
  private static final int MOMENTS = BackwardKernel.SLOT;

  private final float[][] planes;
  private final Camera camera = SyntheticScenes.ring(270, 480, 1, 7);
  private final View view = new View(camera, false, 0);
  private final SplatProjector one = new SplatProjector(camera, false);
  private final float[] block = new Block().values;
  private final float[] moments = new float[COUNT * MOMENTS];
  private final double[] gradient = new double[GEOMETRY];
  private final float[][] expected = new float[GEOMETRY][COUNT];
  private final float[][] actual = new float[GEOMETRY][COUNT];

  ChainPair() {
    GaussianBatch batch = SyntheticScenes.gaussians(new GaussianLayout(0, 0), COUNT, 0.03, 1);
    planes = batch.planes();
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < moments.length; i++) {
      moments[i] = random.nextFloat() - 0.5f;
    }
  }

  @Override
  public void scalar() {
    for (int i = 0; i < COUNT; i++) {
      boolean seen = one.project(planes, i);
      if (seen) {
        backward(i);
      }
      for (int p = 0; p < GEOMETRY; p++) {
        expected[p][i] = seen ? (float) gradient[p] : 0;
      }
    }
  }

  /** With d = dL/d alpha times alpha, q = conic (dx, dy) and alpha = opacity exp(-q / 2). */
  private void backward(int i) {
    int at = i * MOMENTS;
    double dx = moments[at + BackwardKernel.SLOT_DX];
    double dy = moments[at + BackwardKernel.SLOT_DY];
    one.backward(
        one.conicXx * dx + one.conicXy * dy,
        one.conicXy * dx + one.conicYy * dy,
        moments[at + BackwardKernel.SLOT_DEPTH],
        -0.5 * moments[at + BackwardKernel.SLOT_DXX],
        -moments[at + BackwardKernel.SLOT_DXY],
        -0.5 * moments[at + BackwardKernel.SLOT_DYY],
        moments[at + BackwardKernel.SLOT_D] / one.opacity,
        gradient);
  }

  @Override
  public void vector() {
    for (int start = 0; start < COUNT; start += Block.SIZE) {
      ShapeKernel.run(view, planes, start, block);
      ScreenKernel.run(view, planes, start, Block.SIZE, block);
      for (int i = 0; i < Block.SIZE; i++) {
        for (int m = 0; m < MOMENTS; m++) {
          block[Block.row(Block.SUMS + m) + i] = moments[(start + i) * MOMENTS + m];
        }
      }
      ChainKernel.run(view, planes, start, block);
      for (int p = 0; p < GEOMETRY; p++) {
        for (int i = 0; i < Block.SIZE; i++) {
          boolean seen = block[Block.row(Block.VISIBLE) + i] != 0;
          actual[p][start + i] = seen ? block[Block.row(Block.GRADIENT + p) + i] : 0;
        }
      }
    }
  }

  @Override
  public double difference() {
    double largest = 0;
    for (int p = 0; p < GEOMETRY; p++) {
      largest = Math.max(largest, KernelPair.largest(expected[p], actual[p], COUNT));
    }
    return largest;
  }

  @Override
  public double tolerance() {
    return 1e-4;
  }
}
