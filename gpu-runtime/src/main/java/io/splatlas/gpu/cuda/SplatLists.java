package io.splatlas.gpu.cuda;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.DeviceMemoryException;
import java.lang.foreign.MemorySegment;
import jcuda.driver.CUdeviceptr;

/**
 * The Gaussians of one view: projected, sorted by depth, and listed by tile. Valid until the next
 * {@link #build} or {@link #enqueue}.
 */
final class SplatLists {
  /** Pixels across and down a tile, as in common.cuh. */
  static final int TILE = 16;

  private static final int SPLAT_BYTES = 16;
  private static final int DEPTH_BITS = 32;

  /** Bytes of an entry: owner, and key and slot twice, for sorting. */
  private static final long ENTRY_BYTES = 20;

  /** Entries there is room for at first: what a Gaussian of an ordinary view touches, or so. */
  private static final int FIRST_TILES = 2;

  private static final long FIRST_ROOM = 1024;

  /** Room is made for this many times what a view wanted: another view may want more. */
  private static final double ROOM_FACTOR = 1.25;

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
  private int room;
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

  /**
   * Makes room for a set's entries, at first for a guess; {@link #admit} makes more of it when the
   * guess was too low.
   */
  void require(int gaussians, Camera camera) {
    count = gaussians;
    columns = (camera.width() + TILE - 1) / TILE;
    lines = (camera.height() + TILE - 1) / TILE;
    requireGaussians();
    if (room == 0) {
      makeRoom(Math.max(FIRST_ROOM, (long) FIRST_TILES * count));
    }
  }

  /** Projects, sorts and bins; repeated with more room until all entries fit. */
  void build(CudaGaussianSet set, Camera camera, boolean antialiased, int degree) {
    do {
      require(set.count(), camera);
      enqueue(set, camera, antialiased, degree, true);
    } while (!admit(readTally()));
  }

  /**
   * Enqueues the same, of as many Gaussians as room was made for, without knowing whether the
   * entries will fit; the host does not wait.
   *
   * @param fresh whether views before that did not fit are forgotten
   */
  void enqueue(CudaGaussianSet set, Camera camera, boolean antialiased, int degree, boolean fresh) {
    float[] view = ViewParameters.of(camera);
    totals.buffer().clear(0, fresh ? Tally.BYTES / 4 : Tally.COUNTS);
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
        tally());
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
    kernels.launch("admit_entries", 1, 1, 1, 32, tally(), room);
    bin(view);
  }

  /**
   * For what is no view itself, but does nothing behind a view that did not fit.
   *
   * @param fresh whether views before are forgotten
   */
  CUdeviceptr follow(boolean fresh) {
    totals.require(Tally.BYTES);
    if (fresh) {
      totals.buffer().clear();
    }
    return tally();
  }

  /** What the device counted: waits for it. */
  Tally readTally() {
    int[] words = new int[Tally.BYTES / 4];
    totals.buffer().read(words, words.length);
    return Tally.of(MemorySegment.ofArray(words));
  }

  /** Copies the tally of the view that was enqueued last, when the device has come to it. */
  void copyTally(PinnedMemory to, long offset) {
    totals.buffer().copyTo(to, offset, Tally.BYTES);
  }

  /** Whether the entries of a view had room; makes it when they had not. */
  boolean admit(Tally counted) {
    if (!counted.halted()) {
      visible = counted.visible();
      return true;
    }
    makeRoom(counted.wanted());
    return false;
  }

  /** The structure Tally of common.cuh. */
  CUdeviceptr tally() {
    return totals.pointer();
  }

  /** Entries that there is room for; how many there are only the device knows. */
  int room() {
    return room;
  }

  /** Gaussians that reached the image of the last view that was admitted. */
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
  CUdeviceptr starts() {
    return ranges.buffer().at(0);
  }

  /** Entry behind the last of each tile. */
  CUdeviceptr ends() {
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
    totals.require(Tally.BYTES);
    ranges.require(8L * (columns * (long) lines + 1));
  }

  /** For these entries and a few more; for exactly these when memory has no more. */
  private void makeRoom(long wanted) {
    if (wanted > Integer.MAX_VALUE / 16) {
      throw new DeviceMemoryException("tile lists", ENTRY_BYTES * wanted, heap.state());
    }
    long free = heap.room() + ENTRY_BYTES * room;
    long roomy = Math.min(Integer.MAX_VALUE / 16, (long) (wanted * ROOM_FACTOR));
    int next = (int) (2 * ENTRY_BYTES * roomy < free ? roomy : wanted);
    room = 0;
    owners.require(4L * next);
    tileKeys.require(next);
    slots.require(next);
    room = next;
  }

  private void bin(float[] view) {
    ranges.buffer().clear();
    if (count == 0) {
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
        tally(),
        tileKeys.front().pointer(),
        slots.front().pointer(),
        owners.pointer());
    int tiles = columns * lines;
    sorter.sort(tileKeys, slots, room, tally(), Integer.SIZE - Integer.numberOfLeadingZeros(tiles));
    kernels.launchOver(
        "tile_ranges", room, 256, tileKeys.front().pointer(), tally(), starts(), ends());
  }
}
