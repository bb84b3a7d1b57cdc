package io.splatlas.actors.instance;

import io.splatlas.actors.spatial.DisjointSets;
import io.splatlas.actors.spatial.KdTree;
import io.splatlas.actors.spatial.Neighbours;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.actors.spatial.PointSet;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Tells the Gaussians that make up an instance from those that carry its id and float elsewhere:
 * few strays make a box many times as large. Points are linked when they are closer than a few of
 * their own spacings; what hangs together with many others stays, small groups go.
 */
final class Strays {
  /** Points that are looked at, at most: more say the same about where the instance lies. */
  private static final int SAMPLE = 1024;

  private static final int NEIGHBOURS = 8;

  /** The neighbour whose distance is a point's spacing. */
  private static final int SPACING_NEIGHBOUR = 4;

  /** Linked are points closer than so many median spacings. */
  private static final float LINK = 3;

  /** A group of fewer points than this share of the largest is astray. */
  private static final double LEAST_SHARE = 0.1;

  /** Fewer points are all kept. */
  private static final int FEW = 2 * NEIGHBOURS;

  private Strays() {}

  /**
   * Some of the points, evenly drawn, without strays.
   *
   * @param points x y z planes, metres
   * @return indices of points, rising, not empty unless there are none
   */
  static int[] without(float[][] points) {
    int[] sample = sample(points[0].length);
    if (sample.length < FEW) {
      return sample;
    }
    Neighbours near = neighbours(points, sample);
    int k = NEIGHBOURS + 1;
    float link = LINK * medianSpacing(near, k);
    DisjointSets groups = new DisjointSets(sample.length);
    for (int i = 0; i < sample.length; i++) {
      for (int j = 0; j < k && near.distances()[i * k + j] <= link; j++) {
        groups.join(i, near.indices()[i * k + j]);
      }
    }
    int[] sizes = new int[sample.length];
    for (int i = 0; i < sample.length; i++) {
      sizes[groups.find(i)]++;
    }
    double least = LEAST_SHARE * Arrays.stream(sizes).max().orElseThrow();
    return IntStream.range(0, sample.length)
        .filter(i -> sizes[groups.find(i)] >= least)
        .map(i -> sample[i])
        .toArray();
  }

  private static int[] sample(int n) {
    int count = Math.min(SAMPLE, n);
    return IntStream.range(0, count).map(i -> (int) ((long) i * n / count)).toArray();
  }

  private static Neighbours neighbours(float[][] points, int[] sample) {
    float[] packed = new float[3 * sample.length];
    for (int i = 0; i < sample.length; i++) {
      for (int axis = 0; axis < 3; axis++) {
        packed[3 * i + axis] = points[axis][sample[i]];
      }
    }
    Parallel alone = Parallel.sequential();
    return KdTree.build(PointSet.of(packed, 3), alone).nearestOfEach(NEIGHBOURS + 1, alone);
  }

  private static float medianSpacing(Neighbours near, int k) {
    float[] spacings = new float[near.distances().length / k];
    for (int i = 0; i < spacings.length; i++) {
      spacings[i] = near.distances()[i * k + SPACING_NEIGHBOUR];
    }
    Arrays.sort(spacings);
    return spacings[spacings.length / 2];
  }
}
