package io.splatlas.ops.picture;

import java.util.List;
import java.util.Locale;

/** A table of numbers as a picture: a coloured cell a number, the number in it, titles around. */
public final class HeatMap {
  private static final int CELL_WIDTH = 48;
  private static final int CELL_HEIGHT = 24;
  private static final int MARGIN = 56;
  private static final int INK = 0x1a1a1a;
  private static final int PAPER = 0xf4f4f2;

  private HeatMap() {}

  /**
   * Draws a table; the range of colours is that of its finite numbers.
   *
   * @param rows titles of the rows
   * @param columns titles of the columns
   * @param values row by row, NaN where there is none
   */
  public static RgbImage draw(List<String> rows, List<String> columns, double[][] values) {
    RgbImage image =
        RgbImage.black(
            MARGIN + CELL_WIDTH * columns.size(), CELL_HEIGHT + CELL_HEIGHT * rows.size());
    fill(image, 0, 0, image.width(), image.height(), PAPER);
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double[] row : values) {
      for (double value : row) {
        low = Double.isFinite(value) ? Math.min(low, value) : low;
        high = Double.isFinite(value) ? Math.max(high, value) : high;
      }
    }
    for (int c = 0; c < columns.size(); c++) {
      text(image, columns.get(c), MARGIN + c * CELL_WIDTH + 6, 9);
    }
    for (int r = 0; r < rows.size(); r++) {
      int y = CELL_HEIGHT * (r + 1);
      text(image, rows.get(r), 6, y + 9);
      for (int c = 0; c < columns.size(); c++) {
        cell(image, MARGIN + c * CELL_WIDTH, y, values[r][c], low, high);
      }
    }
    return image;
  }

  private static void cell(RgbImage image, int x, int y, double value, double low, double high) {
    if (!Double.isFinite(value)) {
      return;
    }
    double share = high > low ? (value - low) / (high - low) : 0.5;
    // The middle of the map: its dark ends would hide the number.
    fill(image, x, y, CELL_WIDTH - 1, CELL_HEIGHT - 1, ColourMap.colour(0.3 + 0.5 * share));
    text(image, String.format(Locale.ROOT, "%.3f", value), x + 9, y + 9);
  }

  private static void text(RgbImage image, String text, int x, int y) {
    PixelFont.draw(image, text, x, y, image.width(), INK);
  }

  private static void fill(RgbImage image, int x, int y, int width, int height, int colour) {
    for (int row = y; row < y + height; row++) {
      for (int column = x; column < x + width; column++) {
        image.set(column, row, colour);
      }
    }
  }
}
