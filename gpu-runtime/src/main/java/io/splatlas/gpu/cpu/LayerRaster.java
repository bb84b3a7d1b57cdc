package io.splatlas.gpu.cpu;

import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderedView;
import io.splatlas.gpu.host.HostGaussianSet;
import java.util.Arrays;
import java.util.Set;

/** Renders the layers asked for, tile by tile, into arrays that go to the caller. */
final class LayerRaster {
  private static final float[] NO_LIGHT = new float[3];

  private final Workers workers;
  private final Buffers buffers;
  private final float[][] state;
  private final float[][] stage;
  private final float[][] transmittance;
  private final float[][] weights;
  private final float[][] planes;
  private final int[][] tileIds;
  private final Workers.Task gatherFeatures = this::gatherFeatures;
  private final Workers.Task renderTile = this::renderTile;
  private float[] features = new float[0];
  private SplatScene scene;
  private Tiles tiles;
  private HostGaussianSet set;
  private Set<Layer> layers;
  private float[] background;
  private RenderedView out;

  @SuppressWarnings("NullAway.Init") // what a sweep works on is set by render
  LayerRaster(Workers workers, Buffers buffers) {
    this.workers = workers;
    this.buffers = buffers;
    int n = workers.count();
    stage = new float[n][ForwardKernel.STAGE];
    state = new float[n][ForwardKernel.STATE];
    transmittance = new float[n][WeightKernel.PLANE];
    weights = new float[n][WeightKernel.PLANE];
    planes = new float[n][0];
    tileIds = new int[n][0];
  }

  /** Renders a scene; the arrays of the result are new. */
  RenderedView render(
      HostGaussianSet from, SplatScene seen, Tiles over, Set<Layer> wanted, float[] behind) {
    set = from;
    scene = seen;
    tiles = over;
    layers = wanted;
    background = behind;
    int pixels = tiles.width * tiles.height;
    int channels = set.layout().features();
    if (layers.contains(Layer.FEATURES)) {
      reserveFeatures(channels);
    }
    if (layers.contains(Layer.IDS)) {
      reserveIds();
    }
    out =
        new RenderedView(
            tiles.width,
            tiles.height,
            layers.contains(Layer.COLOUR) ? new float[3 * pixels] : null,
            layers.contains(Layer.DEPTH) ? new float[pixels] : null,
            layers.contains(Layer.ALPHA) ? new float[pixels] : null,
            layers.contains(Layer.FEATURES) ? new float[channels * pixels] : null,
            layers.contains(Layer.IDS) ? new int[pixels] : null);
    workers.run(tiles.count(), renderTile);
    return out;
  }

  /**
   * Blends the semantic channels and alpha into arrays of the caller's.
   *
   * @param alpha receives a value per pixel
   * @param blended receives the channels, planar
   */
  void blend(HostGaussianSet from, SplatScene seen, Tiles over, float[] alpha, float[] blended) {
    set = from;
    scene = seen;
    tiles = over;
    background = NO_LIGHT;
    reserveFeatures(set.layout().features());
    out = new RenderedView(tiles.width, tiles.height, null, null, alpha, blended, null);
    workers.run(tiles.count(), renderTile);
  }

  private void reserveFeatures(int channels) {
    for (int w = 0; w < planes.length; w++) {
      planes[w] = buffers.floats("feature planes", planes[w], (long) channels * WeightKernel.PLANE);
    }
    // A Gaussian's features side by side: an entry reads one run of memory, not one per channel.
    features = buffers.floats("features", features, (long) channels * set.count());
    workers.run(scene.chunks(), gatherFeatures);
  }

  private void reserveIds() {
    int most = 0;
    for (int tile = 0; tile < tiles.count(); tile++) {
      most = Math.max(most, scene.tileStart[tile + 1] - scene.tileStart[tile]);
    }
    for (int w = 0; w < tileIds.length; w++) {
      tileIds[w] = buffers.ints("instance ids", tileIds[w], most + 1L);
    }
  }

  private void gatherFeatures(int chunk, int worker) {
    int channels = set.layout().features();
    int to = Math.min(set.count(), (chunk + 1) * SplatScene.CHUNK);
    for (int c = 0; c < channels; c++) {
      float[] plane = set.planes()[set.layout().featureOffset() + c];
      for (int i = chunk * SplatScene.CHUNK; i < to; i++) {
        features[i * channels + c] = plane[i];
      }
    }
  }

  private void renderTile(int tile, int worker) {
    if (out.colour() != null || out.depth() != null || out.alpha() != null) {
      renderColour(tile, worker);
    }
    if (out.features() != null) {
      renderFeatures(tile, worker, out.features());
    }
    if (out.ids() != null) {
      renderIds(tile, worker, out.ids());
    }
  }

  private void renderColour(int tile, int worker) {
    float[] s = state[worker];
    int left = tiles.left(tile);
    int top = tiles.top(tile);
    ForwardKernel.blendTile(
        s,
        stage[worker],
        tiles.height(tile),
        scene.splats,
        scene.tileEntries,
        scene.tileStart[tile],
        scene.tileStart[tile + 1],
        left,
        top,
        out.depth() != null);
    int columns = Math.min(Tiles.WIDTH, tiles.width - left);
    for (int row = 0; row < tiles.height(tile); row++) {
      int at = (top + row) * tiles.width + left;
      int from = row * ForwardKernel.ROW;
      if (out.colour() != null) {
        copyColour(s, from, columns, out.colour(), 3 * at);
      }
      if (out.depth() != null) {
        copyDepth(s, from, columns, out.depth(), at);
      }
      if (out.alpha() != null) {
        copyAlpha(s, from, columns, out.alpha(), at);
      }
    }
  }

  private void copyColour(float[] s, int from, int columns, float[] to, int at) {
    for (int x = 0; x < columns; x++) {
      float light = s[from + x];
      to[at + 3 * x] = s[from + ForwardKernel.RED + x] + light * background[0];
      to[at + 3 * x + 1] = s[from + ForwardKernel.GREEN + x] + light * background[1];
      to[at + 3 * x + 2] = s[from + ForwardKernel.BLUE + x] + light * background[2];
    }
  }

  private static void copyDepth(float[] s, int from, int columns, float[] to, int at) {
    for (int x = 0; x < columns; x++) {
      float weight = 1 - s[from + x];
      to[at + x] = weight > 0 ? s[from + ForwardKernel.DEPTH + x] / weight : 0;
    }
  }

  private static void copyAlpha(float[] s, int from, int columns, float[] to, int at) {
    for (int x = 0; x < columns; x++) {
      to[at + x] = 1 - s[from + x];
    }
  }

  private void renderFeatures(int tile, int worker, float[] to) {
    int channels = set.layout().features();
    float[] sums = planes[worker];
    float[] t = transmittance[worker];
    float[] w = weights[worker];
    Arrays.fill(sums, 0, channels * WeightKernel.PLANE, 0f);
    WeightKernel.clear(t);
    int end = scene.tileStart[tile + 1];
    int alive = tiles.height(tile) - 1;
    for (int e = scene.tileStart[tile]; e < end && alive >= 0; e++) {
      long entry = scene.tileEntries[e];
      int first = TileEntries.firstRow(entry);
      int last = TileEntries.lastRow(entry);
      int gaussian = TileEntries.gaussian(entry);
      WeightKernel.weights(
          t,
          w,
          scene.splats,
          gaussian * SplatLayout.STRIDE,
          tiles.left(tile),
          tiles.top(tile),
          first,
          last);
      for (int c = 0; c < channels; c++) {
        float value = features[gaussian * channels + c];
        WeightKernel.addScaled(w, value, sums, c * WeightKernel.PLANE, first, last);
      }
      alive = WeightKernel.alive(t, e, alive);
    }
    for (int c = 0; c < channels; c++) {
      copyPlane(sums, c * WeightKernel.PLANE, tile, to, c * tiles.width * tiles.height);
    }
  }

  private void copyPlane(float[] from, int plane, int tile, float[] to, int offset) {
    int columns = Math.min(Tiles.WIDTH, tiles.width - tiles.left(tile));
    for (int row = 0; row < tiles.height(tile); row++) {
      int at = offset + (tiles.top(tile) + row) * tiles.width + tiles.left(tile);
      System.arraycopy(from, plane + row * Tiles.WIDTH, to, at, columns);
    }
  }

  private void renderIds(int tile, int worker, int[] to) {
    int start = scene.tileStart[tile];
    int end = scene.tileStart[tile + 1];
    int[] ids = tileIds[worker];
    int distinct = distinctIds(start, end, ids);
    if (distinct == 1) {
      return; // only "no instance", which the array holds already
    }
    planes[worker] = buffersForIds(worker, distinct);
    float[] sums = planes[worker];
    float[] t = transmittance[worker];
    float[] w = weights[worker];
    Arrays.fill(sums, 0, distinct * WeightKernel.PLANE, 0f);
    WeightKernel.clear(t);
    int alive = tiles.height(tile) - 1;
    for (int e = start; e < end && alive >= 0; e++) {
      long entry = scene.tileEntries[e];
      int first = TileEntries.firstRow(entry);
      int last = TileEntries.lastRow(entry);
      int gaussian = TileEntries.gaussian(entry);
      WeightKernel.weights(
          t,
          w,
          scene.splats,
          gaussian * SplatLayout.STRIDE,
          tiles.left(tile),
          tiles.top(tile),
          first,
          last);
      int local = Arrays.binarySearch(ids, 0, distinct, set.instances()[gaussian]);
      WeightKernel.add(w, sums, local * WeightKernel.PLANE, first, last);
      alive = WeightKernel.alive(t, e, alive);
    }
    // The background counts for "no instance", which is the smallest id and so comes first.
    WeightKernel.add(t, sums, 0, 0, Tiles.HEIGHT - 1);
    copyLargest(sums, ids, distinct, tile, to);
  }

  private synchronized float[] buffersForIds(int worker, int distinct) {
    return buffers.floats("instance planes", planes[worker], (long) distinct * WeightKernel.PLANE);
  }

  /** Sorted ids of a tile's entries, 0 always among them. */
  private int distinctIds(int start, int end, int[] ids) {
    int n = 0;
    ids[n++] = 0;
    for (int e = start; e < end; e++) {
      int id = set.instances()[TileEntries.gaussian(scene.tileEntries[e])];
      if (id != ids[n - 1]) {
        ids[n++] = id;
      }
    }
    Arrays.sort(ids, 0, n);
    int distinct = 0;
    for (int k = 0; k < n; k++) {
      if (distinct == 0 || ids[k] != ids[distinct - 1]) {
        ids[distinct++] = ids[k];
      }
    }
    return distinct;
  }

  private void copyLargest(float[] sums, int[] ids, int distinct, int tile, int[] to) {
    int columns = Math.min(Tiles.WIDTH, tiles.width - tiles.left(tile));
    for (int row = 0; row < tiles.height(tile); row++) {
      int at = (tiles.top(tile) + row) * tiles.width + tiles.left(tile);
      for (int x = 0; x < columns; x++) {
        int i = row * Tiles.WIDTH + x;
        int best = 0;
        for (int k = 1; k < distinct; k++) {
          if (sums[k * WeightKernel.PLANE + i] > sums[best * WeightKernel.PLANE + i]) {
            best = k;
          }
        }
        to[at + x] = ids[best];
      }
    }
  }
}
