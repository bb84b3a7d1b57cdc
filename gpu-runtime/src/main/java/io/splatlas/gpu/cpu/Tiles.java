package io.splatlas.gpu.cpu;

/**
 * The grid of tiles over an image. A tile is one cache line of floats wide and tall enough that the
 * cost of an entry (its parameters, the reduction of its gradient) spreads over many rows, while
 * its planes stay in the first-level cache.
 */
final class Tiles {
  /** Pixels; a row of a tile is one 512-bit vector, or two of 256, or four of 128. */
  static final int WIDTH = 16;

  /** Pixels, at most 32: {@link TileEntries} has five bits for a row. */
  static final int HEIGHT = 32;

  final int width;
  final int height;
  final int columns;
  final int rows;

  /** Floats from one image row to the next in padded planes. */
  final int stride;

  Tiles(int width, int height) {
    this.width = width;
    this.height = height;
    columns = (width + WIDTH - 1) / WIDTH;
    rows = (height + HEIGHT - 1) / HEIGHT;
    stride = columns * WIDTH;
  }

  int count() {
    return columns * rows;
  }

  /** Values of one padded plane; columns beyond the width are zero. */
  int planeSize() {
    return stride * height;
  }

  /** First pixel column of a tile. */
  int left(int tile) {
    return tile % columns * WIDTH;
  }

  /** First pixel row of a tile. */
  int top(int tile) {
    return tile / columns * HEIGHT;
  }

  /** Rows of a tile that lie in the image, 1..{@link #HEIGHT}. */
  int height(int tile) {
    return Math.min(HEIGHT, height - top(tile));
  }
}
