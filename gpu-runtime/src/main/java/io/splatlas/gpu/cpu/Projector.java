package io.splatlas.gpu.cpu;

/** Projects Gaussians block by block and packs those that are visible into splats. */
final class Projector {
  private final Block[] blocks;
  private final float[][] scratch;

  /**
   * @param workers threads, each with its own block
   */
  Projector(int workers) {
    blocks = new Block[workers];
    scratch = new float[workers][ColourKernel.SCRATCH];
    for (int w = 0; w < workers; w++) {
      blocks[w] = new Block();
    }
  }

  /**
   * Projects Gaussians {@code from..to-1}; {@code from} is a multiple of {@link Block#SIZE}.
   *
   * @param boxTiles receives the number of tiles in the bounding box, -1 for the invisible
   */
  void project(
      View view, float[][] planes, int from, int to, float[] splats, int[] boxTiles, int worker) {
    float[] b = blocks[worker].values;
    for (int start = from; start < to; start += Block.SIZE) {
      int n = Math.min(Block.SIZE, to - start);
      ShapeKernel.run(view, planes, start, b);
      ScreenKernel.run(view, planes, start, n, b);
      ColourKernel.run(view.shDegree, planes, start, b, scratch[worker]);
      pack(view.tiles, b, start, n, splats, boxTiles);
    }
  }

  private static void pack(
      Tiles tiles, float[] b, int start, int n, float[] splats, int[] boxTiles) {
    for (int i = 0; i < n; i++) {
      if (b[Block.row(Block.VISIBLE) + i] == 0) {
        boxTiles[start + i] = -1;
        continue;
      }
      int at = (start + i) * SplatLayout.STRIDE;
      for (int part = 0; part < SplatLayout.STRIDE; part++) {
        splats[at + part] = b[Block.row(Block.SPLAT + part) + i];
      }
      boxTiles[start + i] = EllipseTiles.box(tiles, splats, at);
    }
  }
}
