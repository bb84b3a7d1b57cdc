package io.splatlas.gpu.cpu;

import io.splatlas.gpu.host.HostGaussianSet;
import java.util.Arrays;

/**
 * The Gaussians of a set as one view sees them: projected, put in depth order, and entered into the
 * lists of the tiles they touch.
 *
 * <p>Entries of one Gaussian lie together in {@link #entryRows} (and so do their gradient slots);
 * entries of one tile lie together in {@link #tileEntries}, nearest first, ties by Gaussian. Depth
 * order comes from a radix sort of the Gaussians, tile order from a stable counting scatter: no
 * entry is ever compared with another.
 */
final class SplatScene {
  /** Gaussians handed out as one piece of work. */
  static final int CHUNK = 1024;

  private final Workers workers;
  private final Buffers buffers;
  private final StageTimes times;
  private final Projector projector;
  private final DepthOrder order;
  private final Workers.Task project = this::projectChunk;
  private final Workers.Task enter = this::enterChunk;
  private final Workers.Task histogram = this::histogramPart;
  private final Workers.Task scatter = this::scatterPart;

  private int count;
  private int chunks;
  private int parts;
  private int partSize;
  private View view;
  private float[][] planes;

  /** {@link SplatLayout#STRIDE} floats per Gaussian, undefined where not visible. */
  float[] splats = new float[0];

  /**
   * Tiles in the bounding box, 0 when no entry is possible, -1 when the Gaussian is not visible.
   */
  private int[] boxTiles = new int[0];

  /** Per Gaussian: where its entries begin; those of the next begin where they end. */
  private int[] entryStart = new int[0];

  private int[] entryCount = new int[0];
  private int[] entryRows = new int[0];
  private int[] chunkBase = new int[0];
  private int[] chunkEntries = new int[0];
  private int[] chunkListed = new int[0];
  private int[] chunkVisible = new int[0];
  private int[] keys = new int[0];
  private int[] listed = new int[0];
  private int[] partCounts = new int[0];
  private int listedCount;
  private int visibleCount;
  private int entries;

  /** Entries by tile, see {@link TileEntries}. */
  long[] tileEntries = new long[0];

  /** Where the entries of a tile begin; one more value than there are tiles. */
  int[] tileStart = new int[0];

  @SuppressWarnings("NullAway.Init") // what a sweep works on is set by build
  SplatScene(Workers workers, Buffers buffers, StageTimes times) {
    this.workers = workers;
    this.buffers = buffers;
    this.times = times;
    projector = new Projector(workers.count());
    order = new DepthOrder(workers);
  }

  /** Projects and bins all Gaussians of a set. */
  void build(HostGaussianSet set, View seenFrom) {
    view = seenFrom;
    planes = set.planes();
    count = set.count();
    long start = times.now();
    project();
    start = times.lap(StageTimes.Stage.PROJECT, start);
    bin();
    times.lap(StageTimes.Stage.BIN, start);
  }

  /** Gaussians that reach the image. */
  int visible() {
    return visibleCount;
  }

  /** Whether a Gaussian reaches the image. */
  boolean visible(int gaussian) {
    return boxTiles[gaussian] >= 0;
  }

  /** (Gaussian, tile) pairs. */
  int entries() {
    return entries;
  }

  int chunks() {
    return chunks;
  }

  /** First slot of a Gaussian; it has {@link #slots} of them in a row. */
  int firstSlot(int gaussian) {
    return entryStart[gaussian] + chunkEntries[gaussian / CHUNK] - chunkBase[gaussian / CHUNK];
  }

  int slots(int gaussian) {
    return entryCount[gaussian];
  }

  private void project() {
    chunks = (count + CHUNK - 1) / CHUNK;
    splats = buffers.floats("projected Gaussians", splats, (long) count * SplatLayout.STRIDE);
    boxTiles = buffers.ints("projected Gaussians", boxTiles, count);
    entryStart = buffers.ints("projected Gaussians", entryStart, count);
    entryCount = buffers.ints("projected Gaussians", entryCount, count);
    keys = buffers.ints("depth order", keys, count);
    listed = buffers.ints("depth order", listed, count);
    order.reserve(buffers, count);
    chunkBase = buffers.ints("projected Gaussians", chunkBase, chunks + 1);
    chunkEntries = buffers.ints("projected Gaussians", chunkEntries, chunks + 1);
    chunkListed = buffers.ints("projected Gaussians", chunkListed, chunks + 1);
    chunkVisible = buffers.ints("projected Gaussians", chunkVisible, chunks + 1);
    if (count >= TileEntries.LIMIT) {
      throw new IllegalArgumentException(
          "%d Gaussians are more than one image can number; use fewer than %d"
              .formatted(count, TileEntries.LIMIT));
    }
    workers.run(chunks, project);
  }

  private void projectChunk(int chunk, int worker) {
    int from = chunk * CHUNK;
    int to = Math.min(count, from + CHUNK);
    projector.project(view, planes, from, to, splats, boxTiles, worker);
    int boxes = 0;
    int seen = 0;
    int possible = 0;
    for (int i = from; i < to; i++) {
      boxes += Math.max(0, boxTiles[i]);
      seen += boxTiles[i] >= 0 ? 1 : 0;
      possible += boxTiles[i] > 0 ? 1 : 0;
    }
    chunkBase[chunk] = boxes;
    chunkVisible[chunk] = seen;
    chunkListed[chunk] = possible;
  }

  private void bin() {
    long boxes = 0;
    visibleCount = 0;
    listedCount = 0;
    for (int c = 0; c < chunks; c++) {
      int here = chunkBase[c];
      int possible = chunkListed[c];
      chunkBase[c] = (int) Math.min(boxes, Integer.MAX_VALUE);
      chunkListed[c] = listedCount;
      visibleCount += chunkVisible[c];
      listedCount += possible;
      boxes += here;
    }
    if (boxes >= TileEntries.LIMIT) {
      throw new IllegalArgumentException(
          "the Gaussians of this view cover %d tiles, at most %d can be numbered; use a smaller"
                  .formatted(boxes, TileEntries.LIMIT)
              + " image or fewer Gaussians");
    }
    entryRows = buffers.ints("tile lists", entryRows, boxes);
    tileEntries = buffers.longs("tile lists", tileEntries, boxes);
    tileStart = buffers.ints("tile lists", tileStart, view.tiles.count() + 1);
    workers.run(chunks, enter);
    entries = 0;
    for (int c = 0; c < chunks; c++) {
      int here = chunkEntries[c];
      chunkEntries[c] = entries;
      entries += here;
    }
    order.sort(keys, listed, listedCount);
    listTiles();
  }

  /** Walks the tiles of each visible Gaussian; entries, keys and numbers go to fixed places. */
  private void enterChunk(int chunk, int worker) {
    int from = chunk * CHUNK;
    int to = Math.min(count, from + CHUNK);
    int at = chunkBase[chunk];
    int list = chunkListed[chunk];
    for (int i = from; i < to; i++) {
      entryStart[i] = at;
      int made = 0;
      if (boxTiles[i] > 0) {
        made = EllipseTiles.enter(view.tiles, splats, i * SplatLayout.STRIDE, entryRows, at);
        // Depth is at least the near plane, and positive floats order like their bits.
        keys[list] = Float.floatToRawIntBits(splats[i * SplatLayout.STRIDE + SplatLayout.DEPTH]);
        listed[list++] = i;
      }
      entryCount[i] = made;
      at += made;
    }
    chunkEntries[chunk] = at - chunkBase[chunk];
  }

  private void listTiles() {
    int tiles = view.tiles.count();
    parts = workers.count();
    partSize = (listedCount + parts - 1) / parts;
    partCounts = buffers.ints("tile lists", partCounts, (long) parts * tiles);
    workers.run(parts, histogram);
    int at = 0;
    for (int tile = 0; tile < tiles; tile++) {
      tileStart[tile] = at;
      for (int part = 0; part < parts; part++) {
        int here = partCounts[part * tiles + tile];
        partCounts[part * tiles + tile] = at;
        at += here;
      }
    }
    tileStart[tiles] = at;
    workers.run(parts, scatter);
  }

  private void histogramPart(int part, int worker) {
    int tiles = view.tiles.count();
    int base = part * tiles;
    Arrays.fill(partCounts, base, base + tiles, 0);
    int to = Math.min(listedCount, (part + 1) * partSize);
    int[] sorted = order.values();
    for (int k = part * partSize; k < to; k++) {
      int i = sorted[k];
      int end = entryStart[i] + entryCount[i];
      for (int e = entryStart[i]; e < end; e++) {
        partCounts[base + TileEntries.tile(entryRows[e])]++;
      }
    }
  }

  private void scatterPart(int part, int worker) {
    int base = part * view.tiles.count();
    int to = Math.min(listedCount, (part + 1) * partSize);
    int[] sorted = order.values();
    for (int k = part * partSize; k < to; k++) {
      int i = sorted[k];
      int start = entryStart[i];
      int slot = firstSlot(i);
      for (int e = 0; e < entryCount[i]; e++) {
        int rows = entryRows[start + e];
        int at = partCounts[base + TileEntries.tile(rows)]++;
        tileEntries[at] = TileEntries.pack(i, slot + e, rows);
      }
    }
  }
}
