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
  /** Floats of a slot: the weight and 31 channels. */
  private static final int SLOT = 32;

  private static final int CHANNELS = SLOT - 1;

  private final Workers workers;
  private final Buffers buffers;
  private final float[][] transmittance;
  private final float[][] weights;
  private final float[][] planes;
  private final float[][] lanes;
  private final Workers.Task sampleAndSum = this::sumTile;
  private final Workers.Task collect = this::collectChunk;
  private float[] slots = new float[0];
  private SplatScene scene;
  private Tiles tiles;
  private HostGaussianSet set;
  private float[] values;
  private int columns;
  private int lines;
  private float[][] sums;
  private float @Nullable [] lit;
  private int firstChannel;
  private int channels;

  @SuppressWarnings("NullAway.Init") // what a sweep works on is set by run
  LiftRaster(Workers workers, Buffers buffers) {
    this.workers = workers;
    this.buffers = buffers;
    int n = workers.count();
    transmittance = new float[n][WeightKernel.PLANE];
    weights = new float[n][WeightKernel.PLANE];
    planes = new float[n][0];
    lanes = new float[n][SLOT * 16];
  }

  /** Adds a view to the running sums of a set. */
  void run(HostGaussianSet into, SplatScene seen, Tiles over, FeatureMap features) {
    LiftingState state = into.lifting();
    values = features.values();
    columns = features.width();
    lines = features.height();
    sums = state.featureSums();
    lit = state.weights();
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
    lit = null;
    run(of, seen, over, imageChannels);
  }

  private void run(HostGaussianSet of, SplatScene seen, Tiles over, int all) {
    set = of;
    scene = seen;
    tiles = over;
    for (int w = 0; w < planes.length; w++) {
      planes[w] = buffers.floats("lifting", planes[w], (long) SLOT * WeightKernel.PLANE);
    }
    slots = buffers.floats("lifting", slots, (long) scene.entries() * SLOT);
    for (firstChannel = 0; firstChannel < all; firstChannel += CHANNELS) {
      channels = Math.min(CHANNELS, all - firstChannel);
      workers.run(tiles.count(), sampleAndSum);
      workers.run(scene.chunks(), collect);
    }
  }

  private void sumTile(int tile, int worker) {
    float[] t = transmittance[worker];
    float[] w = weights[worker];
    float[] p = planes[worker];
    float[] sum = lanes[worker];
    Arrays.fill(p, 0, WeightKernel.PLANE, 1f); // what the weight itself is summed with
    for (int c = 0; c < channels; c++) {
      sample(tile, firstChannel + c, p, (c + 1) * WeightKernel.PLANE);
    }
    WeightKernel.clear(t);
    blankOutside(tile, t);
    int used = (channels + 4) / 4 * 4;
    int alive = tiles.height(tile) - 1;
    for (int e = scene.tileStart[tile]; e < scene.tileStart[tile + 1]; e++) {
      long entry = scene.tileEntries[e];
      int slot = TileEntries.slot(entry) * SLOT;
      if (alive < 0) {
        Arrays.fill(slots, slot, slot + SLOT, 0f);
        continue;
      }
      int first = TileEntries.firstRow(entry);
      int last = TileEntries.lastRow(entry);
      WeightKernel.weights(
          t,
          w,
          scene.splats,
          TileEntries.gaussian(entry) * SplatLayout.STRIDE,
          tiles.left(tile),
          tiles.top(tile),
          first,
          last);
      for (int k = 0; k < used; k += 4) {
        WeightKernel.dotFour(w, p, k * WeightKernel.PLANE, first, last, sum, k * 16);
      }
      LaneSums.sum(sum, used, slots, slot);
      alive = WeightKernel.alive(t, e, alive);
    }
  }

  /** Pixels beyond the image's right edge give no light. */
  private void blankOutside(int tile, float[] t) {
    int columns = tiles.width - tiles.left(tile);
    for (int row = 0; row < Tiles.HEIGHT && columns < Tiles.WIDTH; row++) {
      Arrays.fill(t, row * Tiles.WIDTH + columns, (row + 1) * Tiles.WIDTH, 0f);
    }
  }

  /** Bilinear between cell centres, the border cells continued outwards. */
  private void sample(int tile, int channel, float[] to, int plane) {
    int base = channel * columns * lines;
    if (columns == tiles.width && lines == tiles.height) {
      copy(tile, base, to, plane);
      return;
    }
    for (int row = 0; row < tiles.height(tile); row++) {
      float v = (tiles.top(tile) + row + 0.5f) / tiles.height * lines - 0.5f;
      v = Math.clamp(v, 0f, lines - 1f);
      int above = (int) v;
      int below = Math.min(above + 1, lines - 1);
      float down = v - above;
      for (int x = 0; x < Tiles.WIDTH; x++) {
        float u = (tiles.left(tile) + x + 0.5f) / tiles.width * columns - 0.5f;
        u = Math.clamp(u, 0f, columns - 1f);
        int left = (int) u;
        int right = Math.min(left + 1, columns - 1);
        float along = u - left;
        float a = values[base + above * columns + left];
        a += along * (values[base + above * columns + right] - a);
        float b = values[base + below * columns + left];
        b += along * (values[base + below * columns + right] - b);
        to[plane + row * Tiles.WIDTH + x] = a + down * (b - a);
      }
    }
  }

  /** A map with a cell per pixel is what it is at the centres of its cells. */
  private void copy(int tile, int base, float[] to, int plane) {
    int left = tiles.left(tile);
    int n = Math.min(Tiles.WIDTH, columns - left);
    for (int row = 0; row < tiles.height(tile); row++) {
      int from = base + (tiles.top(tile) + row) * columns + left;
      int at = plane + row * Tiles.WIDTH;
      System.arraycopy(values, from, to, at, n);
      Arrays.fill(to, at + n, at + Tiles.WIDTH, 0f);
    }
  }

  private void collectChunk(int chunk, int worker) {
    int to = Math.min(set.count(), (chunk + 1) * SplatScene.CHUNK);
    for (int i = chunk * SplatScene.CHUNK; i < to; i++) {
      int slot = scene.firstSlot(i) * SLOT;
      int end = slot + scene.slots(i) * SLOT;
      for (int s = slot; s < end; s += SLOT) {
        if (firstChannel == 0 && lit != null) {
          lit[i] += slots[s];
        }
        for (int c = 0; c < channels; c++) {
          sums[firstChannel + c][i] += slots[s + 1 + c];
        }
      }
    }
  }
}
