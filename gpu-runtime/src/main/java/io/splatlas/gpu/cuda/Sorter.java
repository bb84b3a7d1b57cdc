package io.splatlas.gpu.cuda;

import jcuda.driver.CUdeviceptr;

/**
 * Exclusive prefix sums and a stable radix sort on the device; the numbers are those of sort.cu.
 */
final class Sorter {
  private static final int SCAN_BLOCK = 1024;
  private static final int SORT_BLOCK = 2048;
  private static final int DIGITS = 256;
  private static final int DIGIT_BITS = 8;

  /** Two buffers of which the front holds what counts. */
  static final class Pair {
    private Scratch front;
    private Scratch back;

    Pair(DeviceHeap heap, String what) {
      front = new Scratch(heap, what);
      back = new Scratch(heap, what);
    }

    void require(long count) {
      front.require(4 * count);
      back.require(4 * count);
    }

    DeviceBuffer front() {
      return front.buffer();
    }

    private DeviceBuffer back() {
      return back.buffer();
    }

    private void swap() {
      Scratch other = front;
      front = back;
      back = other;
    }
  }

  private final KernelModule kernels;
  private final Scratch counts;
  private final Scratch totals;

  Sorter(DeviceHeap heap, KernelModule kernels) {
    this.kernels = kernels;
    counts = new Scratch(heap, "sorting");
    totals = new Scratch(heap, "prefix sums");
  }

  /** Turns n whole numbers into the sums of those before them, in place. */
  void scan(DeviceBuffer values, int n) {
    requireScan(n, 1);
    scanLevel("scan_", values, 0, n, 0, 1);
  }

  /** The same of numbers of eight bytes. */
  void scanWide(DeviceBuffer values, int n) {
    requireScan(n, 2);
    scanLevel("scan_wide_", values, 0, n, 0, 2);
  }

  /**
   * Makes room for the sums of n numbers.
   *
   * @param words of four bytes that a number has
   */
  void requireScan(int n, int words) {
    // Totals of all levels: n/1024, n/1024^2, ... each in its own part.
    long space = 0;
    for (long level = blocks(n, SCAN_BLOCK); ; level = blocks(level, SCAN_BLOCK)) {
      space += level;
      if (level == 1) {
        break;
      }
    }
    totals.require(4L * words * space);
  }

  /** Sorts n pairs by the lowest bits of their keys; equal keys keep their order. */
  void sort(Pair keys, Pair values, int n, int bits) {
    sort(keys, values, n, new CUdeviceptr(), bits);
  }

  /**
   * The same for as many pairs as the device has counted.
   *
   * @param most how many they are at most
   * @param tally the structure Tally of common.cuh
   */
  void sort(Pair keys, Pair values, int most, CUdeviceptr tally, int bits) {
    int blocks = (int) blocks(most, SORT_BLOCK);
    counts.require(4L * DIGITS * blocks);
    for (int shift = 0; shift < bits; shift += DIGIT_BITS) {
      kernels.launch(
          "radix_count",
          blocks,
          1,
          1,
          256,
          keys.front().pointer(),
          counts.pointer(),
          most,
          tally,
          shift);
      scan(counts.buffer(), DIGITS * blocks);
      kernels.launch(
          "radix_move",
          blocks,
          1,
          1,
          256,
          keys.front().pointer(),
          values.front().pointer(),
          keys.back().pointer(),
          values.back().pointer(),
          counts.pointer(),
          most,
          tally,
          shift);
      keys.swap();
      values.swap();
    }
  }

  private void scanLevel(
      String kernel, DeviceBuffer values, long first, int n, long totalsAt, int words) {
    int blocks = (int) blocks(n, SCAN_BLOCK);
    DeviceBuffer sums = totals.buffer();
    CUdeviceptr at = values.at(words * first);
    CUdeviceptr sumsAt = sums.at(words * totalsAt);
    kernels.launch(kernel + "blocks", blocks, 1, 1, 256, at, sumsAt, n);
    if (blocks > 1) {
      scanLevel(kernel, sums, totalsAt, blocks, totalsAt + blocks, words);
      kernels.launch(kernel + "add", blocks, 1, 1, 256, at, sumsAt, n);
    }
  }

  private static long blocks(long n, int size) {
    return (n + size - 1) / size;
  }
}
