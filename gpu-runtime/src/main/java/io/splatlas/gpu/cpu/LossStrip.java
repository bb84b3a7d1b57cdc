package io.splatlas.gpu.cpu;

import io.splatlas.gpu.host.HostTrainingView;
import java.util.Arrays;

/**
 * L1 and SSIM of one channel of a strip of rows, and their gradient, in one go: what the passes
 * hand on to each other stays in the second-level cache. The similarity of {@link
 * SsimKernel#RADIUS} rows above and below is computed too, as the gradient inside depends on it;
 * their neighbours compute it again, which costs less than planes of the whole image that all cores
 * write and read.
 */
final class LossStrip {
  /** Rows of a strip. */
  static final int ROWS = 48;

  private static final int RADIUS = SsimKernel.RADIUS;

  /** Rows whose similarity is computed, and rows that it is computed from. */
  private static final int SIMILAR_ROWS = ROWS + 2 * RADIUS;

  private static final int IMAGE_ROWS = ROWS + 4 * RADIUS;
  private static final int BLURRED = 4;

  private float[] masked = new float[0];
  private float[] photograph = new float[0];
  private float[] squares = new float[0];
  private float[] product = new float[0];
  private float[] counts = new float[0];
  private float[] gMean = new float[0];
  private float[] gSquare = new float[0];
  private float[] gProduct = new float[0];
  private float[] buffer = new float[0];
  private float[] blurred = new float[0];
  private final float[] lanes = new float[3 * 16];
  private final float[] unused = new float[3 * 16];

  /** Makes room for images of a width. */
  void reserve(Buffers buffers, int stride) {
    long image = (long) IMAGE_ROWS * stride;
    long similar = (long) SIMILAR_ROWS * stride;
    masked = buffers.floats("the loss", masked, image);
    photograph = buffers.floats("the loss", photograph, image);
    squares = buffers.floats("the loss", squares, image);
    product = buffers.floats("the loss", product, image);
    counts = buffers.floats("the loss", counts, image);
    gMean = buffers.floats("the loss", gMean, similar);
    gSquare = buffers.floats("the loss", gSquare, similar);
    gProduct = buffers.floats("the loss", gProduct, similar);
    buffer = buffers.floats("the loss", buffer, SsimKernel.bufferSize(BLURRED, stride));
    blurred = buffers.floats("the loss", blurred, (long) BLURRED * stride);
  }

  /** Margins must be zero; an image of another width may have left values there. */
  void clearMargins() {
    Arrays.fill(buffer, 0f);
  }

  /**
   * Computes the strip.
   *
   * @param rendered the whole plane
   * @param firstRow of the strip
   * @param l1 weight of |x - y| at a pixel
   * @param ssim weight of the similarity at a pixel
   * @param gradient the whole plane, of which the strip's rows are written
   * @param sums SSIM, absolute and squared error of the strip, written
   * @param at where
   */
  void run(
      HostTrainingView view,
      Tiles tiles,
      int channel,
      float[] rendered,
      int firstRow,
      float l1,
      float ssim,
      float[] gradient,
      double[] sums,
      int at) {
    int end = Math.min(tiles.height, firstRow + ROWS);
    int imageFirst = Math.max(0, firstRow - 2 * RADIUS);
    int imageEnd = Math.min(tiles.height, end + 2 * RADIUS);
    load(view, tiles, channel, rendered, imageFirst, imageEnd);
    boolean mask = view.valid() != null;
    float[] x = mask ? masked : rendered;
    int xFirst = mask ? imageFirst : 0;
    multiply(tiles, x, xFirst, imageFirst, imageEnd);
    int similarFirst = Math.max(0, firstRow - RADIUS);
    int similarEnd = Math.min(tiles.height, end + RADIUS);
    Arrays.fill(lanes, 0f);
    for (int row = similarFirst; row < similarEnd; row++) {
      boolean inside = row >= firstRow && row < end;
      compare(tiles, x, xFirst, imageFirst, row, similarFirst, inside ? lanes : unused, mask);
    }
    for (int row = firstRow; row < end; row++) {
      differentiate(
          tiles, x, xFirst, imageFirst, row, similarFirst, similarEnd, l1, ssim, gradient, mask);
    }
    for (int k = 0; k < 3; k++) {
      double sum = 0;
      for (int lane = 0; lane < 16; lane++) {
        sum += lanes[16 * k + lane];
      }
      sums[at + k] = sum;
    }
  }

  /** The photograph, which pixels count, and the render where only some do. */
  private void load(
      HostTrainingView view, Tiles tiles, int channel, float[] rendered, int first, int end) {
    int stride = tiles.stride;
    int width = tiles.width;
    byte[] valid = view.valid();
    if (valid == null) {
      Arrays.fill(counts, 0, width, 1f);
      Arrays.fill(counts, width, stride, 0f);
    }
    for (int row = first; row < end; row++) {
      int to = (row - first) * stride;
      toFloats(view.rgb(), 3 * row * width + channel, width, photograph, to);
      Arrays.fill(photograph, to + width, to + stride, 0f);
      if (valid != null) {
        mask(valid, row * width, width, rendered, row * stride, to);
        Arrays.fill(counts, to + width, to + stride, 0f);
        Arrays.fill(masked, to + width, to + stride, 0f);
      }
    }
  }

  private static void toFloats(byte[] rgb, int from, int width, float[] out, int to) {
    for (int x = 0; x < width; x++) {
      out[to + x] = (rgb[from + 3 * x] & 0xff) * (1f / 255);
    }
  }

  private void mask(byte[] valid, int from, int width, float[] rendered, int at, int to) {
    for (int x = 0; x < width; x++) {
      boolean count = valid[from + x] != 0;
      counts[to + x] = count ? 1f : 0f;
      masked[to + x] = count ? rendered[at + x] : 0f;
      photograph[to + x] = count ? photograph[to + x] : 0f;
    }
  }

  private void multiply(Tiles tiles, float[] x, int xFirst, int first, int end) {
    int stride = tiles.stride;
    for (int row = first; row < end; row++) {
      int at = (row - first) * stride;
      SsimKernel.products(x, (row - xFirst) * stride, photograph, at, stride, squares, product, at);
    }
  }

  private void compare(
      Tiles tiles,
      float[] x,
      int xFirst,
      int imageFirst,
      int row,
      int similarFirst,
      float[] sums,
      boolean mask) {
    int stride = tiles.stride;
    int from = Math.max(-RADIUS, -row);
    int to = Math.min(RADIUS, tiles.height - 1 - row);
    int xAt = (row - xFirst) * stride;
    int at = (row - imageFirst) * stride;
    SsimKernel.blurColumns(x, xAt, from, to, stride, buffer, 0);
    SsimKernel.blurColumns(photograph, at, from, to, stride, buffer, 1);
    SsimKernel.blurColumns(squares, at, from, to, stride, buffer, 2);
    SsimKernel.blurColumns(product, at, from, to, stride, buffer, 3);
    SsimKernel.blurAlong(buffer, BLURRED, stride, blurred);
    SsimKernel.similarity(
        blurred,
        stride,
        x,
        xAt,
        photograph,
        at,
        counts,
        mask ? at : 0,
        gMean,
        gSquare,
        gProduct,
        (row - similarFirst) * stride,
        sums);
  }

  private void differentiate(
      Tiles tiles,
      float[] x,
      int xFirst,
      int imageFirst,
      int row,
      int similarFirst,
      int similarEnd,
      float l1,
      float ssim,
      float[] gradient,
      boolean mask) {
    int stride = tiles.stride;
    int from = Math.max(-RADIUS, similarFirst - row);
    int to = Math.min(RADIUS, similarEnd - 1 - row);
    int similarAt = (row - similarFirst) * stride;
    int at = (row - imageFirst) * stride;
    SsimKernel.blurColumns(gMean, similarAt, from, to, stride, buffer, 0);
    SsimKernel.blurColumns(gSquare, similarAt, from, to, stride, buffer, 1);
    SsimKernel.blurColumns(gProduct, similarAt, from, to, stride, buffer, 2);
    SsimKernel.blurAlong(buffer, 3, stride, blurred);
    SsimKernel.gradient(
        blurred,
        stride,
        x,
        (row - xFirst) * stride,
        photograph,
        at,
        counts,
        mask ? at : 0,
        l1,
        ssim,
        gradient,
        row * stride);
  }
}
