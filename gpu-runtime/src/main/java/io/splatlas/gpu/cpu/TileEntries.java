package io.splatlas.gpu.cpu;

/**
 * An entry says that a splat touches a tile. In the list of a tile it is one long: the Gaussian (27
 * bits), the slot its partial gradient goes to (27 bits), the first and last row of the tile that
 * the ellipse touches (5 bits each). Per Gaussian it is one int: the tile (21 bits) and the rows.
 */
final class TileEntries {
  /** Gaussians and entries of one image that can be numbered. */
  static final int LIMIT = 1 << 27;

  /** Tiles of one image that can be numbered; 16384 x 16384 pixels have half as many. */
  static final int MAX_TILES = 1 << 21;

  private TileEntries() {}

  static int packRows(int tile, int firstRow, int lastRow) {
    return tile << 10 | firstRow << 5 | lastRow;
  }

  static int tile(int packedRows) {
    return packedRows >>> 10;
  }

  static long pack(int gaussian, int slot, int packedRows) {
    return (long) gaussian << 37 | (long) slot << 10 | (packedRows & 0x3ff);
  }

  static int gaussian(long entry) {
    return (int) (entry >>> 37);
  }

  static int slot(long entry) {
    return (int) (entry >>> 10) & (LIMIT - 1);
  }

  static int firstRow(long entry) {
    return (int) (entry >>> 5) & 31;
  }

  static int lastRow(long entry) {
    return (int) entry & 31;
  }
}
