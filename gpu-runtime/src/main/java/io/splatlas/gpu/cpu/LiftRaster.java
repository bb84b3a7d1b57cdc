package io.splatlas.gpu.cpu;

import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.host.HostGaussianSet;
import io.splatlas.gpu.host.LiftingState;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Closed-form lifting of one view, or any other sum of its pixels by the weights they are blended
 * with: per entry the sums of weights times features over the tile, then per Gaussian the sum of
 * its entries in their order. Channels are done in blocks, so that the slots of all entries stay
 * small whatever the number of channels.
 */
final class LiftRaster {
  private static final int CHANNELS = LiftKernel.CHANNELS;

  private final Workers workers;
  private final Buffers buffers;
  private final float[][] transmittance;
  private final float[][] weights;
  private final float[][] pixels;
  private final float[][] stage;
  private final int[][] lit;
  private final Workers.Task sampleAndSum = this::sumTile;
  private final Workers.Task collect = this::collectChunk;
  private final Workers.Task divide = this::divideChunk;
  private float[] slots = new float[0];
  private float[] slotWeights = new float[0];
  private SplatScene scene;
  private Tiles tiles;
  private HostGaussianSet set;
  private float[] values;
  private int columns;
  private int lines;
  private float[][] sums;
  private float @Nullable [] totals;
  private int firstChannel;
  private int channels;

  @SuppressWarnings("NullAway.Init") // what a sweep works on is set by run
  LiftRaster(Workers workers, Buffers buffers) {
    this.workers = workers;
    this.buffers = buffers;
    int n = workers.count();
    transmittance = new float[n][WeightKernel.PLANE];
    weights = new float[n][WeightKernel.PLANE];
    pixels = new float[n][CHANNELS * WeightKernel.PLANE];
    stage = new float[n][ForwardKernel.STAGE];
    lit = new int[n][WeightKernel.PLANE];
  }

  /** Adds a view to the running sums of a set. */
  void run(HostGaussianSet into, SplatScene seen, Tiles over, FeatureMap features) {
    LiftingState state = into.lifting();
    values = features.values();
    columns = features.width();
    lines = features.height();
    sums = state.featureSums();
    totals = state.weights();
    run(into, seen, over, features.channels());
  }

  /**
   * Adds the weighted values of the pixels of a view to sums of its Gaussians.
   *
   * @param image planar, of the size of the view
   * @param to one array per channel
   */
  void run(
      HostGaussianSet of,
      SplatScene seen,
      Tiles over,
      float[] image,
      int imageChannels,
      float[][] to) {
    values = image;
    columns = over.width;
    lines = over.height;
    sums = to;
    totals = null;
    run(of, seen, over, imageChannels);
  }

  /** Sets every semantic vector to the mean of what was lifted. */
  void divide(HostGaussianSet of) {
    set = of;
    workers.run((of.count() + SplatScene.CHUNK - 1) / SplatScene.CHUNK, divide);
  }

  private void run(HostGaussianSet of, SplatScene seen, Tiles over, int all) {
    set = of;
    scene = seen;
    tiles = over;
    slots = buffers.floats("lifting", slots, (long) scene.entries() * CHANNELS);
    slotWeights = buffers.floats("lifting", slotWeights, scene.entries());
    for (firstChannel = 0; firstChannel < all; firstChannel += CHANNELS) {
      channels = Math.min(CHANNELS, all - firstChannel);
      workers.run(tiles.count(), sampleAndSum);
      workers.run(scene.chunks(), collect);
    }
  }

  private void sumTile(int tile, int worker) {
    float[] t = transmittance[worker];
    sample(tile, pixels[worker]);
    WeightKernel.clear(t);
    blankOutside(tile, t);
    int alive = tiles.height(tile) - 1;
    int from = scene.tileStart[tile];
    int end = scene.tileStart[tile + 1];
    while (from < end && alive >= 0) {
      int to = Math.min(end, from + ForwardKernel.BATCH);
      ForwardKernel.stage(scene.splats, scene.tileEntries, from, to, stage[worker]);
      for (int e = from; e < to; e++) {
        sumEntry(tile, scene.tileEntries[e], (e - from) * SplatLayout.STRIDE, alive, worker);
      }
      from = to;
      alive = ForwardKernel.aliveRows(t, Tiles.WIDTH, alive);
    }
    for (; from < end; from++) {
      clear(TileEntries.slot(scene.tileEntries[from]));
    }
  }

  private void sumEntry(int tile, long entry, int staged, int alive, int worker) {
    int slot = TileEntries.slot(entry);
    int first = Math.max(TileEntries.firstRow(entry), alive >>> 8);
    int last = Math.min(TileEntries.lastRow(entry), alive & 255);
    if (first > last) {
      clear(slot);
      return;
    }
    float[] w = weights[worker];
    WeightKernel.weights(
        transmittance[worker],
        w,
        stage[worker],
        staged,
        tiles.left(tile),
        tiles.top(tile),
        first,
        last);
    int[] where = lit[worker];
    int n = LiftKernel.lit(w, first, last, where);
    slotWeights[slot] = LiftKernel.sum(w, where, n);
    LiftKernel.blend(w, where, n, pixels[worker], slots, slot * CHANNELS);
  }

  private void clear(int slot) {
    slotWeights[slot] = 0;
    Arrays.fill(slots, slot * CHANNELS, (slot + 1) * CHANNELS, 0f);
  }

  /** Pixels beyond the image's right edge give no light. */
  private void blankOutside(int tile, float[] t) {
    int inside = tiles.width - tiles.left(tile);
    for (int row = 0; row < Tiles.HEIGHT && inside < Tiles.WIDTH; row++) {
      Arrays.fill(t, row * Tiles.WIDTH + inside, (row + 1) * Tiles.WIDTH, 0f);
    }
  }

  /** The channels of a block at every pixel of a tile; those that do not exist stay as they are. */
  private void sample(int tile, float[] to) {
    if (columns == tiles.width && lines == tiles.height) {
      copy(tile, to);
      return;
    }
    for (int row = 0; row < tiles.height(tile); row++) {
      float v = (tiles.top(tile) + row + 0.5f) / tiles.height * lines - 0.5f;
      v = Math.clamp(v, 0f, lines - 1f);
      int above = (int) v;
      int below = Math.min(above + 1, lines - 1);
      for (int x = 0; x < Tiles.WIDTH; x++) {
        float u = (tiles.left(tile) + x + 0.5f) / tiles.width * columns - 0.5f;
        u = Math.clamp(u, 0f, columns - 1f);
        samplePixel(u, v - above, above, below, to, (row * Tiles.WIDTH + x) * CHANNELS);
      }
    }
  }

  /** Bilinear between cell centres, the border cells continued outwards. */
  private void samplePixel(float u, float down, int above, int below, float[] to, int at) {
    int left = (int) u;
    int right = Math.min(left + 1, columns - 1);
    float along = u - left;
    for (int c = 0; c < channels; c++) {
      int base = (firstChannel + c) * columns * lines;
      float a = values[base + above * columns + left];
      a += along * (values[base + above * columns + right] - a);
      float b = values[base + below * columns + left];
      b += along * (values[base + below * columns + right] - b);
      to[at + c] = a + down * (b - a);
    }
  }

  /** A map with a cell per pixel is what it is at the centres of its cells. */
  private void copy(int tile, float[] to) {
    int left = tiles.left(tile);
    int n = Math.min(Tiles.WIDTH, columns - left);
    for (int c = 0; c < channels; c++) {
      int base = (firstChannel + c) * columns * lines;
      for (int row = 0; row < tiles.height(tile); row++) {
        int from = base + (tiles.top(tile) + row) * columns + left;
        int at = row * Tiles.WIDTH * CHANNELS + c;
        for (int x = 0; x < n; x++) {
          to[at + x * CHANNELS] = values[from + x];
        }
      }
    }
  }

  private void collectChunk(int chunk, int worker) {
    int to = Math.min(set.count(), (chunk + 1) * SplatScene.CHUNK);
    float[] total = firstChannel == 0 ? totals : null;
    for (int i = chunk * SplatScene.CHUNK; i < to; i++) {
      int slot = scene.firstSlot(i);
      int end = slot + scene.slots(i);
      for (; slot < end; slot++) {
        if (total != null) {
          total[i] += slotWeights[slot];
        }
        for (int c = 0; c < channels; c++) {
          sums[firstChannel + c][i] += slots[slot * CHANNELS + c];
        }
      }
    }
  }

  private void divideChunk(int chunk, int worker) {
    int from = chunk * SplatScene.CHUNK;
    int to = Math.min(set.count(), from + SplatScene.CHUNK);
    LiftingState state = set.lifting();
    for (int c = 0; c < set.layout().features(); c++) {
      float[] means = set.planes()[set.layout().featureOffset() + c];
      LiftKernel.divide(state.featureSums()[c], state.weights(), means, from, to);
    }
  }
}
