package io.splatlas.gpu.cpu;

/** The planes of one image: padded to whole tiles in x, zero in the padding. */
final class FrameBuffers {
  private final Buffers buffers;

  /** Red, green, blue over the background. */
  final float[][] colour = new float[3][0];

  /** sum w z. */
  float[] depth = new float[0];

  /** What light is left. */
  float[] transmittance = new float[0];

  /** dL/d colour. */
  final float[][] gradColour = new float[3][0];

  /** dL/d {@link #depth}. */
  float[] gradDepth = new float[0];

  /** dL/d (1 - {@link #transmittance}). */
  float[] gradAlpha = new float[0];

  /** The entry after the last one that a pixel of the tile needed. */
  int[] tileEnd = new int[0];

  FrameBuffers(Buffers buffers) {
    this.buffers = buffers;
  }

  /** Makes room for colour, and for depth and transmittance. */
  void reserve(Tiles tiles, boolean withDepth) {
    int size = tiles.planeSize();
    for (int c = 0; c < 3; c++) {
      colour[c] = buffers.floats("an image", colour[c], size);
    }
    tileEnd = buffers.ints("an image", tileEnd, tiles.count());
    if (withDepth) {
      depth = buffers.floats("an image", depth, size);
      transmittance = buffers.floats("an image", transmittance, size);
    }
  }

  /** Makes room for gradients, too. */
  void reserveGradients(Tiles tiles, boolean withDepth) {
    int size = tiles.planeSize();
    for (int c = 0; c < 3; c++) {
      gradColour[c] = buffers.floats("image gradients", gradColour[c], size);
    }
    if (withDepth) {
      gradDepth = buffers.floats("image gradients", gradDepth, size);
      gradAlpha = buffers.floats("image gradients", gradAlpha, size);
    }
  }
}
