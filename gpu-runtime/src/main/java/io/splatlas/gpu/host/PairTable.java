package io.splatlas.gpu.host;

import io.splatlas.gpu.FieldPairs;
import java.util.Arrays;

/**
 * The pairs of a regulariser by their ends, for devices whose threads own a Gaussian each: partners
 * of {@code ends[k]} are {@code partners[starts[k]]} to {@code partners[starts[k + 1] - 1]}, 2 b
 * for a neighbour b and 2 b + 1 for a far one.
 *
 * @param ends Gaussians that have partners, in their order
 * @param starts one more than ends
 * @param partners every pair twice
 */
public record PairTable(int[] ends, int[] starts, int[] partners) {

  /** The table of some pairs. */
  public static PairTable of(FieldPairs pairs) {
    long[] keys = new long[2 * pairs.count()];
    for (int k = 0; k < pairs.count(); k++) {
      int far = k < pairs.near() ? 0 : 1;
      keys[2 * k] = key(pairs.first()[k], pairs.second()[k], far);
      keys[2 * k + 1] = key(pairs.second()[k], pairs.first()[k], far);
    }
    Arrays.sort(keys);
    int[] ends = new int[keys.length];
    int[] starts = new int[keys.length + 1];
    int[] partners = new int[keys.length];
    int n = 0;
    for (int k = 0; k < keys.length; k++) {
      int end = (int) (keys[k] >>> 32);
      if (n == 0 || ends[n - 1] != end) {
        ends[n] = end;
        starts[n++] = k;
      }
      partners[k] = (int) keys[k];
    }
    starts[n] = keys.length;
    return new PairTable(Arrays.copyOf(ends, n), Arrays.copyOf(starts, n + 1), partners);
  }

  private static long key(int end, int partner, int far) {
    return ((long) end << 32) | (2L * partner + far);
  }
}
