package io.splatlas.gpu.cpu;

import io.splatlas.gpu.Neighbours;
import java.util.Arrays;
import java.util.SplittableRandom;

/** {@link NeighbourKernel} and the distances of all points to a query, sorted. */
final class NeighbourPair implements KernelPair {
  private static final int POINTS = 1000;
  private static final int DIMENSIONS = 9;
  private static final int QUERIES = 32;
  private static final int K = 20;

  private final Workers workers = new Workers(1);
  private final float[] points = new float[POINTS * DIMENSIONS];
  private final float[] all = new float[POINTS];
  private final float[] expected = new float[QUERIES * K];
  private Neighbours actual = Neighbours.none(QUERIES, K);

  NeighbourPair() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < points.length; i++) {
      points[i] = random.nextFloat();
    }
  }

  @Override
  public void scalar() {
    for (int q = 0; q < QUERIES; q++) {
      for (int i = 0; i < POINTS; i++) {
        float sum = 0;
        for (int d = 0; d < DIMENSIONS; d++) {
          float difference = points[i * DIMENSIONS + d] - points[q * DIMENSIONS + d];
          sum += difference * difference;
        }
        all[i] = sum;
      }
      Arrays.sort(all);
      System.arraycopy(all, 0, expected, q * K, K);
    }
  }

  @Override
  public void vector() {
    actual = NeighbourKernel.find(workers, points, DIMENSIONS, 0, QUERIES, K);
  }

  @Override
  public double difference() {
    return KernelPair.largest(expected, actual.squaredDistances(), expected.length);
  }

  @Override
  public double tolerance() {
    return 0; // every device gives the same bits
  }
}
