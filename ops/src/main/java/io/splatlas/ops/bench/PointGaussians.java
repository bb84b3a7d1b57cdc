package io.splatlas.ops.bench;

import io.splatlas.actors.spatial.CurveOrder;
import io.splatlas.actors.spatial.KdTree;
import io.splatlas.actors.spatial.Neighbours;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.actors.spatial.PointSet;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.ops.dataset.SparsePoints;
import java.util.SplittableRandom;

/**
 * Any number of Gaussians from a capture's points, begun as Kerbl et al. 2023 do: round, opacity
 * 0.1, as wide as the mean distance to the three nearest. Fewer than there are points are a random
 * choice of them; more are all of them, again and again, each time moved by about the distance to
 * the nearest other. They lie in memory as a frame's seeds do.
 */
final class PointGaussians {
  private static final int NEIGHBOURS = 3;
  private static final double OPACITY = 0.1;
  private static final double LEAST_SIZE = 1e-6;

  private final float[] xyz;
  private final byte[] rgb;
  private final SplittableRandom random = new SplittableRandom(1);

  private PointGaussians(SparsePoints points, int count) {
    int n = points.count();
    int[] order = shuffled(n);
    xyz = new float[3 * count];
    rgb = new byte[3 * count];
    float[] distance = count > n ? spacing(points.xyz(), 1) : new float[0];
    for (int i = 0; i < count; i++) {
      int from = order[i % n];
      System.arraycopy(points.rgb(), 3 * from, rgb, 3 * i, 3);
      for (int axis = 0; axis < 3; axis++) {
        double moved = i < n ? 0 : 0.5 * distance[from] * random.nextGaussian();
        xyz[3 * i + axis] = (float) (points.xyz()[3 * from + axis] + moved);
      }
    }
  }

  /**
   * The Gaussians.
   *
   * @param points at least one
   */
  static GaussianBatch of(SparsePoints points, GaussianLayout layout, int count) {
    return new PointGaussians(points, count).batch(layout);
  }

  private int[] shuffled(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }

  private GaussianBatch batch(GaussianLayout layout) {
    int count = xyz.length / 3;
    GaussianBatch batch = GaussianBatch.zeros(layout, count);
    float[][] planes = batch.planes();
    float[] size = spacing(xyz, NEIGHBOURS);
    int[] order = order(count);
    for (int to = 0; to < count; to++) {
      int i = order[to];
      planes[GaussianLayout.ROTATION][to] = 1;
      planes[GaussianLayout.OPACITY][to] = (float) Math.log(OPACITY / (1 - OPACITY));
      float logSize = (float) Math.log(Math.max(LEAST_SIZE, size[i]));
      for (int axis = 0; axis < 3; axis++) {
        planes[GaussianLayout.POSITION + axis][to] = xyz[3 * i + axis];
        planes[GaussianLayout.SCALE + axis][to] = logSize;
        planes[GaussianLayout.SH_DC + axis][to] =
            ((rgb[3 * i + axis] & 0xff) / 255f - 0.5f) / GaussianLayout.SH_C0;
      }
    }
    return batch;
  }

  private int[] order(int count) {
    float[][] axes = new float[3][count];
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
      for (int axis = 0; axis < 3; axis++) {
        axes[axis][i] = xyz[3 * i + axis];
      }
    }
    CurveOrder.sort(axes, order);
    return order;
  }

  /** Mean distance of each point to its nearest others; 0 where there are none. */
  private static float[] spacing(float[] points, int nearest) {
    Parallel parallel = Parallel.sequential();
    Neighbours found =
        KdTree.build(PointSet.of(points, 3), parallel).nearest(points, nearest + 1, parallel);
    float[] spacing = new float[points.length / 3];
    for (int i = 0; i < spacing.length; i++) {
      float sum = 0;
      int others = 0;
      for (int k = 1; k <= nearest; k++) {
        float distance = found.distances()[i * found.k() + k];
        if (Float.isFinite(distance)) {
          sum += distance;
          others++;
        }
      }
      spacing[i] = others == 0 ? 0 : sum / others;
    }
    return spacing;
  }
}
