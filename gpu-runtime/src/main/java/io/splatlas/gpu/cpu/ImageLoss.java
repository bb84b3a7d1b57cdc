package io.splatlas.gpu.cpu;

import io.splatlas.gpu.TrainingOptions;
import io.splatlas.gpu.host.HostTrainingView;
import java.util.Arrays;

/**
 * The part of the loss that is computed on images, see {@link TrainingOptions}, with its gradient:
 * three sweeps over strips of rows. All planes are padded to whole tiles in x with zeros, and zero
 * where a pixel does not count.
 */
final class ImageLoss {
  private static final int STRIP = 16;
  private static final double LEAST_ERROR = 1e-10;

  /** Sums of a strip: SSIM, absolute, squared, then depth error and known depths. */
  private static final int SUMS = 5;

  private static final int DEPTH_ERROR = 3;
  private static final int DEPTH_KNOWN = 4;

  private final Workers workers;
  private final Buffers buffers;
  private final Workers.Task prepare = this::prepareStrip;
  private final Workers.Task compare = this::compareStrip;
  private final Workers.Task differentiate = this::differentiateStrip;
  private final float[][] photograph = new float[3][0];
  private final float[][] gMean = new float[3][0];
  private final float[][] gSquare = new float[3][0];
  private final float[][] gProduct = new float[3][0];
  private final float[][] rowBuffers;
  private final float[][] blurred;
  private final float[][] laneSums;
  private float[] counts = new float[0];
  private float[] metres = new float[0];
  private double[] sums = new double[0];
  private Tiles tiles = new Tiles(1, 1);
  private FrameBuffers frame;
  private HostTrainingView view;
  private TrainingOptions options;
  private int strips;
  private double known;
  private float depthGradient;

  double loss;
  double l1;
  double ssim;
  double psnr;
  double depthError;

  @SuppressWarnings("NullAway.Init") // what a sweep works on is set by evaluate
  ImageLoss(Workers workers, Buffers buffers) {
    this.workers = workers;
    this.buffers = buffers;
    rowBuffers = new float[workers.count()][0];
    blurred = new float[workers.count()][0];
    laneSums = new float[workers.count()][3 * 16];
  }

  /** Makes room for a view. */
  void reserve(HostTrainingView forView) {
    Tiles t = new Tiles(forView.camera().width(), forView.camera().height());
    int size = t.planeSize();
    for (int c = 0; c < 3; c++) {
      photograph[c] = buffers.floats("the loss", photograph[c], size);
      gMean[c] = buffers.floats("the loss", gMean[c], size);
      gSquare[c] = buffers.floats("the loss", gSquare[c], size);
      gProduct[c] = buffers.floats("the loss", gProduct[c], size);
    }
    counts = buffers.floats("the loss", counts, size);
    if (forView.depth() != null) {
      metres = buffers.floats("the loss", metres, size);
    }
    for (int w = 0; w < rowBuffers.length; w++) {
      rowBuffers[w] = buffers.floats("the loss", rowBuffers[w], SsimKernel.bufferSize(5, t.stride));
    }
    for (int w = 0; w < blurred.length; w++) {
      blurred[w] = buffers.floats("the loss", blurred[w], 5L * t.stride);
    }
    int values = SUMS * 3 * ((t.height + STRIP - 1) / STRIP);
    if (sums.length < values) {
      sums = new double[values];
    }
  }

  /** Compares the frame's colour (and depth) with the view; gradients go to the frame. */
  void evaluate(
      FrameBuffers rendered, Tiles frameTiles, HostTrainingView target, TrainingOptions by) {
    frame = rendered;
    tiles = frameTiles;
    view = target;
    options = by;
    strips = (tiles.height + STRIP - 1) / STRIP;
    for (float[] buffer : rowBuffers) {
      Arrays.fill(buffer, 0f); // the margins; another width may have left values there
    }
    workers.run(strips, prepare);
    workers.run(3 * strips, compare);
    report();
    workers.run(3 * strips, differentiate);
    depthError = view.depth() == null ? 0 : depthErrorOfStrips();
    double weighted = options.depthWeight() * depthError;
    loss = (1 - options.ssimWeight()) * l1 + options.ssimWeight() * (1 - ssim) + weighted;
  }

  private void report() {
    double[] total = new double[SUMS];
    for (int i = 0; i < 3 * strips; i++) {
      for (int k = 0; k < SUMS; k++) {
        total[k] += sums[i * SUMS + k];
      }
    }
    double values = 3.0 * view.validPixels();
    boolean any = view.validPixels() > 0;
    ssim = any ? total[0] / values : 1;
    l1 = any ? total[1] / values : 0;
    psnr = -10 * Math.log10(Math.max(LEAST_ERROR, any ? total[2] / values : 0));
    depthGradient =
        total[DEPTH_KNOWN] > 0 ? (float) (options.depthWeight() / total[DEPTH_KNOWN]) : 0;
    known = total[DEPTH_KNOWN];
  }

  private double depthErrorOfStrips() {
    double sum = 0;
    for (int strip = 0; strip < strips; strip++) {
      sum += sums[strip * SUMS + DEPTH_ERROR];
    }
    return known > 0 ? sum / known : 0;
  }

  /** The photograph as planes, the mask as zeros and ones, and the render masked. */
  private void prepareStrip(int strip, int worker) {
    byte[] rgb = view.rgb();
    byte[] valid = view.valid();
    int to = Math.min(tiles.height, (strip + 1) * STRIP);
    for (int row = strip * STRIP; row < to; row++) {
      int at = row * tiles.stride;
      int from = row * tiles.width;
      Arrays.fill(counts, at, at + tiles.width, 1f);
      Arrays.fill(counts, at + tiles.width, at + tiles.stride, 0f);
      toPlanes(rgb, 3 * from, at);
      if (valid != null) {
        mask(valid, from, at);
      }
    }
    sums[strip * SUMS + DEPTH_ERROR] = 0;
    sums[strip * SUMS + DEPTH_KNOWN] = readDepth(strip * STRIP, to);
  }

  private void toPlanes(byte[] rgb, int from, int at) {
    float[] red = photograph[0];
    float[] green = photograph[1];
    float[] blue = photograph[2];
    for (int x = 0; x < tiles.width; x++) {
      red[at + x] = (rgb[from + 3 * x] & 0xff) * (1f / 255);
      green[at + x] = (rgb[from + 3 * x + 1] & 0xff) * (1f / 255);
      blue[at + x] = (rgb[from + 3 * x + 2] & 0xff) * (1f / 255);
    }
    for (float[] plane : photograph) {
      Arrays.fill(plane, at + tiles.width, at + tiles.stride, 0f);
    }
  }

  private void mask(byte[] valid, int from, int at) {
    for (int x = 0; x < tiles.width; x++) {
      if (valid[from + x] == 0) {
        counts[at + x] = 0;
        for (int c = 0; c < 3; c++) {
          photograph[c][at + x] = 0;
          frame.colour[c][at + x] = 0;
        }
      }
    }
  }

  private int readDepth(int fromRow, int toRow) {
    short[] depth = view.depth();
    int found = 0;
    for (int row = fromRow; depth != null && row < toRow; row++) {
      int at = row * tiles.stride;
      for (int x = 0; x < tiles.width; x++) {
        float d = Float.float16ToFloat(depth[row * tiles.width + x]);
        boolean counted = counts[at + x] != 0 && d > 0;
        metres[at + x] = counted ? d : 0;
        found += counted ? 1 : 0;
      }
    }
    return found;
  }

  private void compareStrip(int item, int worker) {
    int c = item / strips;
    int strip = item % strips;
    float[] buffer = rowBuffers[worker];
    float[] lanes = laneSums[worker];
    Arrays.fill(lanes, 0f);
    int to = Math.min(tiles.height, (strip + 1) * STRIP);
    for (int row = strip * STRIP; row < to; row++) {
      SsimKernel.blurMoments(
          frame.colour[c], photograph[c], row, tiles.height, tiles.stride, buffer);
      SsimKernel.blurAlong(buffer, 5, tiles.stride, blurred[worker]);
      SsimKernel.similarity(
          blurred[worker],
          tiles.stride,
          frame.colour[c],
          photograph[c],
          counts,
          row * tiles.stride,
          gMean[c],
          gSquare[c],
          gProduct[c],
          lanes);
    }
    for (int k = 0; k < 3; k++) {
      double sum = 0;
      for (int lane = 0; lane < 16; lane++) {
        sum += lanes[16 * k + lane];
      }
      sums[item * SUMS + k] = sum;
    }
    if (c > 0) {
      sums[item * SUMS + DEPTH_ERROR] = 0;
      sums[item * SUMS + DEPTH_KNOWN] = 0;
    }
  }

  private void differentiateStrip(int item, int worker) {
    int c = item / strips;
    int strip = item % strips;
    float[] buffer = rowBuffers[worker];
    float values = Math.max(1f, 3f * view.validPixels());
    int to = Math.min(tiles.height, (strip + 1) * STRIP);
    for (int row = strip * STRIP; row < to; row++) {
      SsimKernel.blurDerivatives(
          gMean[c], gSquare[c], gProduct[c], row, tiles.height, tiles.stride, buffer);
      SsimKernel.blurAlong(buffer, 3, tiles.stride, blurred[worker]);
      SsimKernel.gradient(
          blurred[worker],
          tiles.stride,
          frame.colour[c],
          photograph[c],
          counts,
          row * tiles.stride,
          (1 - options.ssimWeight()) / values,
          -options.ssimWeight() / values,
          frame.gradColour[c]);
    }
    if (c == 0 && view.depth() != null) {
      sums[item * SUMS + DEPTH_ERROR] = compareDepth(strip * STRIP, to);
    }
  }

  private double compareDepth(int fromRow, int toRow) {
    double sum = 0;
    for (int at = fromRow * tiles.stride; at < toRow * tiles.stride; at++) {
      float d = metres[at];
      boolean counted = d > 0;
      float error = counted ? frame.depth[at] / d - (1 - frame.transmittance[at]) : 0;
      float g = depthGradient * Math.signum(error);
      frame.gradDepth[at] = counted ? g / d : 0;
      frame.gradAlpha[at] = -g;
      sum += Math.abs(error);
    }
    return sum;
  }
}
