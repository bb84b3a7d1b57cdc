package io.splatlas.actors.distill;

import io.splatlas.gpu.FeatureMap;

/**
 * The teacher that needs no weights: dense colour, texture and edge descriptors on a grid of square
 * cells.
 *
 * <p>Per cell, all roughly in 0..1: mean of opponent colours (3); their standard deviation (3);
 * gradient energy of the luminance in four orientations (4); means over three times (3) and
 * deviation over three times (1) the cell's side, which tell a texture from an edge; the same mean
 * luminance and gradient energy over nine times the side (2). By it pictures are compared; it is of
 * appearance only and knows no words.
 */
public final class BuiltInTeacher implements Teacher {
  /** Side of a cell, pixels. */
  private static final int CELL = 4;

  private static final int CHANNELS = 16;

  @Override
  public String name() {
    return "built-in";
  }

  @Override
  public int channels() {
    return CHANNELS;
  }

  @Override
  public boolean isOfAppearance() {
    return true;
  }

  @Override
  public FeatureMap describe(int width, int height, byte[] rgb) {
    if (rgb.length != 3 * width * height) {
      throw new IllegalArgumentException(
          "image has " + rgb.length + " bytes, expected " + 3 * width * height);
    }
    OpponentImage image = OpponentImage.of(width, height, rgb);
    int columns = Math.max(1, width / CELL);
    int rows = Math.max(1, height / CELL);
    float[] values = new float[CHANNELS * columns * rows];
    CellStatistics statistics = new CellStatistics(image);
    int cells = columns * rows;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        Window cell = Window.ofCell(column, row, columns, rows, width, height);
        describeCell(statistics, cell, values, row * columns + column, cells);
      }
    }
    return new FeatureMap(columns, rows, CHANNELS, values);
  }

  private static void describeCell(
      CellStatistics statistics, Window cell, float[] values, int at, int cells) {
    Window three = cell.grown(cell.width());
    Window nine = cell.grown(4 * cell.width());
    int channel = 0;
    for (int colour = 0; colour < 3; colour++) {
      values[channel++ * cells + at] = statistics.mean(colour, cell);
    }
    for (int colour = 0; colour < 3; colour++) {
      values[channel++ * cells + at] = 2 * statistics.deviation(colour, cell);
    }
    for (int orientation = 0; orientation < 4; orientation++) {
      values[channel++ * cells + at] = 2 * statistics.energy(orientation, three);
    }
    for (int colour = 0; colour < 3; colour++) {
      values[channel++ * cells + at] = statistics.mean(colour, three);
    }
    values[channel++ * cells + at] = 2 * statistics.deviation(0, three);
    values[channel++ * cells + at] = statistics.mean(0, nine);
    values[channel * cells + at] = 2 * statistics.energy(nine);
  }
}
