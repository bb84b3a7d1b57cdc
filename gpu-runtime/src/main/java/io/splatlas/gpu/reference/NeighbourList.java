package io.splatlas.gpu.reference;

import io.splatlas.gpu.Neighbours;
import java.util.stream.IntStream;

/** Neighbours as they are defined: all distances, sorted. */
final class NeighbourList {
  private NeighbourList() {}

  static Neighbours find(float[] points, int dimensions, int first, int count, int k) {
    int n = points.length / dimensions;
    Neighbours out = Neighbours.none(count, k);
    float[] distances = new float[n];
    for (int q = 0; q < count; q++) {
      for (int i = 0; i < n; i++) {
        distances[i] = squaredDistance(points, dimensions, first + q, i);
      }
      int[] order =
          IntStream.range(0, n)
              .boxed()
              .sorted((a, b) -> compare(distances, a, b))
              .limit(k)
              .mapToInt(Integer::intValue)
              .toArray();
      for (int j = 0; j < order.length; j++) {
        out.indices()[q * k + j] = order[j];
        out.squaredDistances()[q * k + j] = distances[order[j]];
      }
    }
    return out;
  }

  private static int compare(float[] distances, int a, int b) {
    int byDistance = Float.compare(distances[a], distances[b]);
    return byDistance != 0 ? byDistance : Integer.compare(a, b);
  }

  private static float squaredDistance(float[] points, int dimensions, int a, int b) {
    float sum = 0;
    for (int d = 0; d < dimensions; d++) {
      float difference = points[a * dimensions + d] - points[b * dimensions + d];
      sum += difference * difference;
    }
    return sum;
  }
}
