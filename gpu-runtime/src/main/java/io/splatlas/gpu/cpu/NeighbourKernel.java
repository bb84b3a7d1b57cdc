package io.splatlas.gpu.cpu;

import io.splatlas.gpu.Neighbours;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Neighbours by comparing all with all, one vector of points at a time. Quadratic: for many points
 * a search tree is faster on this device.
 */
final class NeighbourKernel {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** Queries of a piece of work. */
  private static final int PIECE = 64;

  private static final long NONE = Long.MAX_VALUE;

  private final float[] planes;
  private final int stride;
  private final int points;
  private final int dimensions;

  private NeighbourKernel(float[] rows, int dimensions) {
    this.dimensions = dimensions;
    points = rows.length / dimensions;
    stride = SPECIES.loopBound(points + SPECIES.length() - 1);
    planes = new float[dimensions * stride];
    for (int i = 0; i < points; i++) {
      for (int d = 0; d < dimensions; d++) {
        planes[d * stride + i] = rows[i * dimensions + d];
      }
    }
  }

  static Neighbours find(
      Workers workers, float[] rows, int dimensions, int first, int count, int k) {
    NeighbourKernel kernel = new NeighbourKernel(rows, dimensions);
    Neighbours out = Neighbours.none(count, k);
    workers.run(
        (count + PIECE - 1) / PIECE,
        (piece, worker) -> {
          long[] best = new long[k];
          for (int q = piece * PIECE; q < Math.min(count, (piece + 1) * PIECE); q++) {
            kernel.search(first + q, best);
            kernel.copy(best, out, q);
          }
        });
    return out;
  }

  private void search(int query, long[] best) {
    Arrays.fill(best, NONE);
    float limit = Float.POSITIVE_INFINITY;
    int lanes = SPECIES.length();
    for (int i = 0; i < points; i += lanes) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int d = 0; d < dimensions; d++) {
        int at = d * stride;
        FloatVector difference =
            FloatVector.fromArray(SPECIES, planes, at + i).sub(planes[at + query]);
        // Not fused: rounded like the scalar loop.
        sum = sum.add(difference.mul(difference));
      }
      VectorMask<Float> near = sum.compare(VectorOperators.LE, limit);
      if (i + lanes > points) {
        near = near.and(SPECIES.indexInRange(i, points));
      }
      long hits = near.toLong();
      if (hits != 0) {
        limit = insert(sum, hits, i, best);
      }
    }
  }

  /** Puts points among the best; the squared distance beyond which none is of interest. */
  private static float insert(FloatVector distances, long hits, int first, long[] best) {
    int last = best.length - 1;
    for (long left = hits; left != 0; left &= left - 1) {
      int lane = Long.numberOfTrailingZeros(left);
      long key = key(distances.lane(lane), first + lane);
      int at = last;
      if (key >= best[at]) {
        continue;
      }
      for (; at > 0 && best[at - 1] > key; at--) {
        best[at] = best[at - 1];
      }
      best[at] = key;
    }
    return best[last] == NONE ? Float.POSITIVE_INFINITY : distance(best[last]);
  }

  private void copy(long[] best, Neighbours out, int query) {
    for (int j = 0; j < best.length && best[j] != NONE; j++) {
      out.indices()[query * best.length + j] = (int) best[j];
      out.squaredDistances()[query * best.length + j] = distance(best[j]);
    }
  }

  /** Orders like the pair: squared distances are not negative. */
  private static long key(float squaredDistance, int point) {
    return ((long) Float.floatToRawIntBits(squaredDistance) << 32) | point;
  }

  private static float distance(long key) {
    return Float.intBitsToFloat((int) (key >>> 32));
  }
}
