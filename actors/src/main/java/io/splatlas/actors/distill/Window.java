package io.splatlas.actors.distill;

/**
 * A rectangle of pixels, half open.
 *
 * @param left first column
 * @param top first row
 * @param right column behind the last
 * @param bottom row behind the last
 * @param imageWidth bound of columns
 * @param imageHeight bound of rows
 */
record Window(int left, int top, int right, int bottom, int imageWidth, int imageHeight) {

  /** The pixels of a cell when an image is divided evenly; every cell has at least one. */
  static Window ofCell(int column, int row, int columns, int rows, int width, int height) {
    return new Window(
        column * width / columns,
        row * height / rows,
        Math.max(column * width / columns + 1, (column + 1) * width / columns),
        Math.max(row * height / rows + 1, (row + 1) * height / rows),
        width,
        height);
  }

  int width() {
    return right - left;
  }

  int pixels() {
    return (right - left) * (bottom - top);
  }

  /** This window grown to all sides, as far as the image goes. */
  Window grown(int by) {
    return new Window(
        Math.max(0, left - by),
        Math.max(0, top - by),
        Math.min(imageWidth, right + by),
        Math.min(imageHeight, bottom + by),
        imageWidth,
        imageHeight);
  }
}
