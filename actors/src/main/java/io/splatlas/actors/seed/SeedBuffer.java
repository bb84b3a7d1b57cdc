package io.splatlas.actors.seed;

import io.splatlas.actors.spatial.CurveOrder;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import java.util.Arrays;

/**
 * Gaussians being collected, a structure of arrays, with a rank each by which the best are chosen.
 */
final class SeedBuffer {
  /** Position, rotation, log scale, opacity, DC colour: in the layout's order. */
  private static final int PLANES = GaussianLayout.SH_REST;

  private final float[][] planes = new float[PLANES][];
  private float[] ranks;
  private int count;

  SeedBuffer(int capacity) {
    int size = Math.max(16, capacity);
    for (int plane = 0; plane < PLANES; plane++) {
      planes[plane] = new float[size];
    }
    ranks = new float[size];
  }

  int count() {
    return count;
  }

  /**
   * Begins a Gaussian; the other setters complete it.
   *
   * @param rank larger ones are chosen first
   */
  SeedBuffer add(float rank, double[] position) {
    if (count == ranks.length) {
      int size = 2 * count;
      for (int plane = 0; plane < PLANES; plane++) {
        planes[plane] = Arrays.copyOf(planes[plane], size);
      }
      ranks = Arrays.copyOf(ranks, size);
    }
    ranks[count] = rank;
    for (int axis = 0; axis < 3; axis++) {
      planes[GaussianLayout.POSITION + axis][count] = (float) position[axis];
    }
    count++;
    return this;
  }

  /** Rotation as a unit quaternion w x y z. */
  SeedBuffer rotation(double[] quaternion) {
    for (int i = 0; i < 4; i++) {
      planes[GaussianLayout.ROTATION + i][count - 1] = (float) quaternion[i];
    }
    return this;
  }

  /** Standard deviations along the own axes, metres. */
  SeedBuffer scale(double x, double y, double z) {
    planes[GaussianLayout.SCALE][count - 1] = logScale(x);
    planes[GaussianLayout.SCALE + 1][count - 1] = logScale(y);
    planes[GaussianLayout.SCALE + 2][count - 1] = logScale(z);
    return this;
  }

  private static float logScale(double metres) {
    return (float) Math.log(Math.clamp(metres, 1e-7, 1e6));
  }

  /** Opacity, 0..1 exclusive. */
  SeedBuffer opacity(double opacity) {
    planes[GaussianLayout.OPACITY][count - 1] = (float) Math.log(opacity / (1 - opacity));
    return this;
  }

  /** Colour, 0..1 per channel. */
  SeedBuffer colour(double red, double green, double blue) {
    planes[GaussianLayout.SH_DC][count - 1] = dc(red);
    planes[GaussianLayout.SH_DC + 1][count - 1] = dc(green);
    planes[GaussianLayout.SH_DC + 2][count - 1] = dc(blue);
    return this;
  }

  private static float dc(double channel) {
    return (float) ((channel - 0.5) / GaussianLayout.SH_C0);
  }

  /** The best of the Gaussians, ties in order of entry, in {@link CurveOrder}. */
  GaussianBatch toBatch(GaussianLayout layout, int limit) {
    int[] kept = best(Math.min(limit, count));
    CurveOrder.sort(Arrays.copyOfRange(planes, GaussianLayout.POSITION, 3), kept);
    GaussianBatch batch = GaussianBatch.zeros(layout, kept.length);
    for (int plane = 0; plane < PLANES; plane++) {
      float[] to = batch.planes()[plane];
      for (int i = 0; i < kept.length; i++) {
        to[i] = planes[plane][kept[i]];
      }
    }
    return batch;
  }

  private int[] best(int most) {
    long[] order = new long[count];
    for (int i = 0; i < count; i++) {
      // Ranks are finite and not negative, so that their bits sort as they do.
      order[i] = (long) -Float.floatToIntBits(ranks[i]) << 32 | i;
    }
    Arrays.sort(order);
    int[] best = new int[most];
    for (int i = 0; i < most; i++) {
      best[i] = (int) order[i];
    }
    return best;
  }
}
