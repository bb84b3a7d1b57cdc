package io.splatlas.actors.ego;

/**
 * The cells that an image is judged by.
 *
 * @param columns across
 * @param rows down
 */
record Cells(int columns, int rows) {
  /** Pixels of a {@link SmallView} along both axes. */
  static final int SIZE = 4;

  /** Those of an image of this size. */
  static Cells of(int width, int height) {
    int factor = SmallView.factor(width, height);
    return new Cells(Math.max(1, width / factor / SIZE), Math.max(1, height / factor / SIZE));
  }

  int count() {
    return columns * rows;
  }

  /**
   * Cells as pixels of the image.
   *
   * @param chosen by cell
   * @return by pixel, row by row, 1 where the cell is chosen, else 0
   */
  byte[] pixels(boolean[] chosen, int width, int height) {
    int size = SIZE * SmallView.factor(width, height);
    byte[] out = new byte[width * height];
    for (int y = 0; y < height; y++) {
      int row = Math.min(rows - 1, y / size) * columns;
      for (int x = 0; x < width; x++) {
        out[y * width + x] = (byte) (chosen[row + Math.min(columns - 1, x / size)] ? 1 : 0);
      }
    }
    return out;
  }

  /** Whether a cell lies at the image's border. */
  boolean atBorder(int cell) {
    int column = cell % columns;
    int row = cell / columns;
    return column == 0 || row == 0 || column == columns - 1 || row == rows - 1;
  }

  /**
   * The cells around a cell.
   *
   * @param out room for 8
   * @return how many there are
   */
  int around(int cell, int[] out) {
    int column = cell % columns;
    int row = cell / columns;
    int count = 0;
    for (int y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
      for (int x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
        if (x != column || y != row) {
          out[count++] = y * columns + x;
        }
      }
    }
    return count;
  }
}
