package io.splatlas.gpu.cpu;

import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.FieldOptions;
import java.util.Arrays;

/**
 * The pixel-level loss at the teacher's resolution: sums over the pixels of each cell, then the
 * gradient of every pixel, a channel at a time.
 */
final class FieldCells {
  private final Workers workers;
  private final Buffers buffers;
  private final Workers.Task channel = this::channel;
  private float[] light = new float[0];
  private float[] sums = new float[0];
  private int[] pixels = new int[0];
  private int[] columnOf = new int[0];
  private double[] losses = new double[0];
  private FeatureMap teacher;
  private FieldSource.Pixels source;
  private int width;
  private int height;
  private float weight;

  @SuppressWarnings("NullAway.Init") // what a sweep works on is set by run
  FieldCells(Workers workers, Buffers buffers) {
    this.workers = workers;
    this.buffers = buffers;
  }

  /** Writes dL/dF of every pixel and answers the loss. */
  double run(FieldSource.Pixels of, int imageWidth, FeatureMap against, FieldOptions options) {
    source = of;
    teacher = against;
    width = imageWidth;
    height = of.count() / imageWidth;
    weight = options.pixelWeight();
    int cells = teacher.width() * teacher.height();
    String what = "cells of a refinement";
    light = buffers.floats(what, light, cells);
    pixels = buffers.ints(what, pixels, cells);
    columnOf = buffers.ints(what, columnOf, width);
    sums = buffers.floats(what, sums, (long) teacher.channels() * cells);
    if (losses.length < teacher.channels()) {
      losses = new double[teacher.channels()];
    }
    countLight(cells);
    workers.run(teacher.channels(), channel);
    double loss = 0;
    for (int c = 0; c < teacher.channels(); c++) {
      loss += losses[c];
    }
    return loss;
  }

  /** The row of cells that holds the centres of a row of pixels. */
  private int rowOf(int y) {
    return (2 * y + 1) * teacher.height() / (2 * height);
  }

  private void countLight(int cells) {
    Arrays.fill(light, 0, cells, 0f);
    Arrays.fill(pixels, 0, cells, 0);
    for (int x = 0; x < width; x++) {
      columnOf[x] = (2 * x + 1) * teacher.width() / (2 * width);
    }
    for (int y = 0; y < height; y++) {
      int row = rowOf(y) * teacher.width();
      for (int x = 0; x < width; x++) {
        light[row + columnOf[x]] += source.alpha()[y * width + x];
        pixels[row + columnOf[x]]++;
      }
    }
  }

  private void channel(int c, int worker) {
    int cells = teacher.width() * teacher.height();
    int first = c * cells;
    Arrays.fill(sums, first, first + cells, 0f);
    for (int y = 0; y < height; y++) {
      int row = first + rowOf(y) * teacher.width();
      int from = c * source.count() + y * width;
      for (int x = 0; x < width; x++) {
        sums[row + columnOf[x]] += source.blended()[from + x];
      }
    }
    losses[c] = slopes(first, cells);
    for (int y = 0; y < height; y++) {
      int row = first + rowOf(y) * teacher.width();
      int to = c * source.count() + y * width;
      for (int x = 0; x < width; x++) {
        source.gradient()[to + x] = sums[row + columnOf[x]];
      }
    }
  }

  /** Sums become the slopes of their pixels; answers the loss. */
  private double slopes(int first, int cells) {
    double scale = 1.0 / ((double) cells * teacher.channels());
    double loss = 0;
    for (int cell = 0; cell < cells; cell++) {
      if (pixels[cell] == 0 || light[cell] < FieldSource.SEEN * pixels[cell]) {
        sums[first + cell] = 0;
        continue;
      }
      float difference = sums[first + cell] / light[cell] - teacher.values()[first + cell];
      loss += scale * Math.abs(difference);
      sums[first + cell] = (float) (weight * scale) * Math.signum(difference) / light[cell];
    }
    return loss;
  }
}
