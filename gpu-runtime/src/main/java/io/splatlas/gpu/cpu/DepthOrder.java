package io.splatlas.gpu.cpu;

import java.util.Arrays;

/**
 * Stable radix sort of (key, value) pairs by non-negative key, least significant digit first,
 * eleven bits at a time.
 */
final class DepthOrder {
  private static final int BITS = 11;
  private static final int BUCKETS = 1 << BITS;
  private static final int PASSES = 3;

  private final int[] counts = new int[PASSES * BUCKETS];
  private int[] otherKeys = new int[0];
  private int[] otherValues = new int[0];
  private int[] sorted = new int[0];

  /** Makes room for so many pairs. */
  void reserve(Buffers buffers, int size) {
    otherKeys = buffers.ints("depth order", otherKeys, size);
    otherValues = buffers.ints("depth order", otherValues, size);
  }

  /** Sorts the first {@code n} pairs; both arrays are overwritten. */
  void sort(int[] keys, int[] values, int n) {
    Arrays.fill(counts, 0);
    for (int i = 0; i < n; i++) {
      int key = keys[i];
      counts[key & (BUCKETS - 1)]++;
      counts[BUCKETS + ((key >>> BITS) & (BUCKETS - 1))]++;
      counts[2 * BUCKETS + (key >>> (2 * BITS))]++;
    }
    int[] fromKeys = keys;
    int[] fromValues = values;
    int[] toKeys = otherKeys;
    int[] toValues = otherValues;
    for (int pass = 0; pass < PASSES; pass++) {
      if (prefix(pass * BUCKETS, n)) {
        continue;
      }
      scatter(fromKeys, fromValues, toKeys, toValues, n, pass);
      int[] k = fromKeys;
      fromKeys = toKeys;
      toKeys = k;
      int[] v = fromValues;
      fromValues = toValues;
      toValues = v;
    }
    sorted = fromValues;
  }

  /** The values in order, until the next call of {@link #sort}. */
  int[] values() {
    return sorted;
  }

  /** Counts to positions; true when all keys have the same digit. */
  private boolean prefix(int base, int n) {
    int at = 0;
    for (int b = base; b < base + BUCKETS; b++) {
      int here = counts[b];
      if (here == n) {
        return true;
      }
      counts[b] = at;
      at += here;
    }
    return false;
  }

  private void scatter(int[] keys, int[] values, int[] toKeys, int[] toValues, int n, int pass) {
    int shift = pass * BITS;
    int base = pass * BUCKETS;
    for (int i = 0; i < n; i++) {
      int key = keys[i];
      int at = counts[base + (key >>> shift & (BUCKETS - 1))]++;
      toKeys[at] = key;
      toValues[at] = values[i];
    }
  }
}
