package io.splatlas.gpu.cpu;

/** Counts pairs of a scene; for measurements, on one thread. */
final class PairCounter {
  private PairCounter() {}

  static PairCount count(SplatScene scene, Tiles tiles) {
    float[] transmittance = new float[WeightKernel.PLANE];
    float[] weights = new float[WeightKernel.PLANE];
    long visited = 0;
    long blended = 0;
    for (int tile = 0; tile < tiles.count(); tile++) {
      WeightKernel.clear(transmittance);
      int alive = tiles.height(tile) - 1;
      for (int e = scene.tileStart[tile]; e < scene.tileStart[tile + 1] && alive >= 0; e++) {
        long entry = scene.tileEntries[e];
        int first = TileEntries.firstRow(entry);
        int last = TileEntries.lastRow(entry);
        WeightKernel.weights(
            transmittance,
            weights,
            scene.splats,
            TileEntries.gaussian(entry) * SplatLayout.STRIDE,
            tiles.left(tile),
            tiles.top(tile),
            first,
            last);
        visited += (last - first + 1L) * Tiles.WIDTH;
        for (int i = first * Tiles.WIDTH; i < (last + 1) * Tiles.WIDTH; i++) {
          blended += weights[i] > 0 ? 1 : 0;
        }
        alive = WeightKernel.alive(transmittance, e, alive);
      }
    }
    return new PairCount(visited, blended, scene.entries());
  }
}
