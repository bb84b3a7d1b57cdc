package io.splatlas.gpu.cuda;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.DeviceMemoryException;

/**
 * The Gaussians of one view: projected, sorted by depth, and listed by tile. Valid until the next
 * {@link #build}.
 */
final class SplatLists {
  /** Pixels across and down a tile, as in common.cuh. */
  static final int TILE = 16;

  private static final int SPLAT_BYTES = 16;
  private static final int DEPTH_BITS = 32;

  private final DeviceHeap heap;
  private final KernelModule kernels;
  private final Sorter sorter;
  private final Scratch splatA;
  private final Scratch splatB;
  private final Scratch splatC;
  private final Scratch touched;
  private final Scratch offsets;
  private final Scratch owners;
  private final Scratch ranges;
  private final Scratch totals;
  private final Sorter.Pair depths;
  private final Sorter.Pair order;
  private final Sorter.Pair tileKeys;
  private final Sorter.Pair slots;
  private int count;
  private int entries;
  private int visible;
  private int columns;
  private int lines;

  SplatLists(DeviceHeap heap, KernelModule kernels) {
    this.heap = heap;
    this.kernels = kernels;
    sorter = new Sorter(heap, kernels);
    String splats = "projecting Gaussians";
    splatA = new Scratch(heap, splats);
    splatB = new Scratch(heap, splats);
    splatC = new Scratch(heap, splats);
    touched = new Scratch(heap, splats);
    offsets = new Scratch(heap, splats);
    depths = new Sorter.Pair(heap, splats);
    order = new Sorter.Pair(heap, splats);
    totals = new Scratch(heap, splats);
    String lists = "tile lists";
    owners = new Scratch(heap, lists);
    ranges = new Scratch(heap, lists);
    tileKeys = new Sorter.Pair(heap, lists);
    slots = new Sorter.Pair(heap, lists);
  }

  /** Projects, sorts and bins. */
  void build(CudaGaussianSet set, Camera camera, boolean antialiased, int degree) {
    count = set.count();
    columns = (camera.width() + TILE - 1) / TILE;
    lines = (camera.height() + TILE - 1) / TILE;
    float[] view = ViewParameters.of(camera);
    requireGaussians();
    totals.buffer().clear();
    kernels.launchOver(
        "project",
        count,
        256,
        set.planes().buffer().pointer(),
        set.rows(),
        count,
        degree,
        antialiased ? 1 : 0,
        view,
        splatA.pointer(),
        splatB.pointer(),
        splatC.pointer(),
        depths.front().pointer(),
        order.front().pointer(),
        touched.pointer(),
        totals.pointer());
    if (count > 0) {
      sorter.sort(depths, order, count, DEPTH_BITS);
    }
    kernels.launchOver(
        "order_counts",
        count + 1L,
        256,
        order.front().pointer(),
        touched.pointer(),
        offsets.pointer(),
        count);
    sorter.scan(offsets.buffer(), count + 1);
    long[] read = new long[2];
    totals.buffer().read(read);
    requireEntries(read[0]);
    visible = (int) read[1];
    bin(view);
  }

  /** Gaussian-tile pairs. */
  int entries() {
    return entries;
  }

  /** Gaussians that reach the image. */
  int visible() {
    return visible;
  }

  int columns() {
    return columns;
  }

  int lines() {
    return lines;
  }

  DeviceBuffer splatA() {
    return splatA.buffer();
  }

  DeviceBuffer splatB() {
    return splatB.buffer();
  }

  DeviceBuffer splatC() {
    return splatC.buffer();
  }

  /** Gaussians in depth order. */
  DeviceBuffer order() {
    return order.front();
  }

  /** First slot of each rank; one more, the number of entries. */
  DeviceBuffer offsets() {
    return offsets.buffer();
  }

  /** Slots by tile and depth. */
  DeviceBuffer slots() {
    return slots.front();
  }

  /** The Gaussian of each slot. */
  DeviceBuffer owners() {
    return owners.buffer();
  }

  /** First entry of each tile in {@link #slots}. */
  jcuda.driver.CUdeviceptr starts() {
    return ranges.buffer().at(0);
  }

  /** Entry behind the last of each tile. */
  jcuda.driver.CUdeviceptr ends() {
    return ranges.buffer().at(columns * (long) lines + 1);
  }

  private void requireGaussians() {
    long n = count;
    splatA.require(SPLAT_BYTES * n);
    splatB.require(SPLAT_BYTES * n);
    splatC.require(SPLAT_BYTES * n);
    depths.require(n);
    order.require(n);
    touched.require(4 * n);
    offsets.require(4 * (n + 1));
    totals.require(16);
    ranges.require(8L * (columns * (long) lines + 1));
  }

  private void requireEntries(long wanted) {
    if (wanted > Integer.MAX_VALUE / 16) {
      throw new DeviceMemoryException("tile lists", 20 * wanted, heap.state());
    }
    entries = (int) wanted;
    owners.require(4 * wanted);
    tileKeys.require(wanted);
    slots.require(wanted);
  }

  private void bin(float[] view) {
    ranges.buffer().clear();
    if (entries == 0) {
      return;
    }
    kernels.launchOver(
        "emit_entries",
        count,
        256,
        splatA.pointer(),
        splatB.pointer(),
        splatC.pointer(),
        order.front().pointer(),
        offsets.pointer(),
        count,
        view,
        tileKeys.front().pointer(),
        slots.front().pointer(),
        owners.pointer());
    int tiles = columns * lines;
    sorter.sort(tileKeys, slots, entries, Integer.SIZE - Integer.numberOfLeadingZeros(tiles));
    kernels.launchOver(
        "tile_ranges", entries, 256, tileKeys.front().pointer(), entries, starts(), ends());
  }
}
