package io.splatlas.gpu.cpu;

import java.util.Arrays;

/**
 * Stable radix sort of (key, value) pairs by non-negative key, least significant digit first,
 * eleven bits at a time. The pairs lie in a few runs, one a thread: each counts its digits, and
 * knows from the counts of all where its pairs go, so that the order does not depend on how many
 * there are.
 */
final class DepthOrder {
  private static final int BITS = 11;
  private static final int BUCKETS = 1 << BITS;
  private static final int PASSES = 3;

  /** Pairs that are worth waking another thread for. */
  private static final int LEAST_RUN = 4096;

  private final Workers workers;
  private final int[] counts;
  private final Workers.Task count = this::countRun;
  private final Workers.Task scatter = this::scatterRun;
  private int[] otherKeys = new int[0];
  private int[] otherValues = new int[0];
  private int[] fromKeys = new int[0];
  private int[] fromValues = new int[0];
  private int[] toKeys = new int[0];
  private int[] toValues = new int[0];
  private int size;
  private int runs;
  private int shift;

  DepthOrder(Workers workers) {
    this.workers = workers;
    counts = new int[workers.count() * BUCKETS];
  }

  /** Makes room for so many pairs. */
  void reserve(Buffers buffers, int most) {
    otherKeys = buffers.ints("depth order", otherKeys, most);
    otherValues = buffers.ints("depth order", otherValues, most);
  }

  /** Sorts the first {@code n} pairs; both arrays are overwritten. */
  void sort(int[] keys, int[] values, int n) {
    size = n;
    runs = Math.clamp(n / LEAST_RUN, 1, workers.count());
    fromKeys = keys;
    fromValues = values;
    toKeys = otherKeys;
    toValues = otherValues;
    for (int pass = 0; pass < PASSES; pass++) {
      shift = pass * BITS;
      workers.run(runs, count);
      if (place()) {
        continue;
      }
      workers.run(runs, scatter);
      int[] k = fromKeys;
      fromKeys = toKeys;
      toKeys = k;
      int[] v = fromValues;
      fromValues = toValues;
      toValues = v;
    }
  }

  /** The values in order, until the next call of {@link #sort}. */
  int[] values() {
    return fromValues;
  }

  private int start(int run) {
    return (int) ((long) size * run / runs);
  }

  private void countRun(int run, int worker) {
    int base = run * BUCKETS;
    Arrays.fill(counts, base, base + BUCKETS, 0);
    int end = start(run + 1);
    for (int i = start(run); i < end; i++) {
      counts[base + (fromKeys[i] >>> shift & (BUCKETS - 1))]++;
    }
  }

  /** Counts to positions; true when all keys have the same digit. */
  private boolean place() {
    int at = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      int before = at;
      for (int run = 0; run < runs; run++) {
        int here = counts[run * BUCKETS + bucket];
        counts[run * BUCKETS + bucket] = at;
        at += here;
      }
      if (at - before == size) {
        return true;
      }
    }
    return false;
  }

  private void scatterRun(int run, int worker) {
    int base = run * BUCKETS;
    int end = start(run + 1);
    for (int i = start(run); i < end; i++) {
      int key = fromKeys[i];
      int at = counts[base + (key >>> shift & (BUCKETS - 1))]++;
      toKeys[at] = key;
      toValues[at] = fromValues[i];
    }
  }
}
