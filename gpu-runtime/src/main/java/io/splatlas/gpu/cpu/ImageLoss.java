package io.splatlas.gpu.cpu;

import io.splatlas.gpu.TrainingOptions;
import io.splatlas.gpu.host.HostTrainingView;
import java.util.Arrays;

/**
 * The part of the loss that is computed on images, see {@link TrainingOptions}, with its gradient:
 * a sweep over strips of rows of each channel, and two more where a view has depth. All planes are
 * padded to whole tiles in x with zeros.
 */
final class ImageLoss {
  private static final int ROWS = LossStrip.ROWS;
  private static final double LEAST_ERROR = 1e-10;

  /** Sums of a strip of a channel: SSIM, absolute, squared. */
  private static final int SUMS = 3;

  private final Workers workers;
  private final Buffers buffers;
  private final Workers.Task compare = this::compareStrip;
  private final Workers.Task readDepth = this::readDepthStrip;
  private final Workers.Task compareDepth = this::compareDepthStrip;
  private final LossStrip[] scratch;
  private float[] metres = new float[0];
  private double[] sums = new double[0];
  private double[] depthErrors = new double[0];
  private int[] depthsKnown = new int[0];
  private Tiles tiles = new Tiles(1, 1);
  private FrameBuffers frame;
  private HostTrainingView view;
  private TrainingOptions options;
  private int strips;
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
    scratch = new LossStrip[workers.count()];
    for (int w = 0; w < scratch.length; w++) {
      scratch[w] = new LossStrip();
    }
  }

  /** Makes room for a view. */
  void reserve(HostTrainingView forView) {
    Tiles t = new Tiles(forView.camera().width(), forView.camera().height());
    if (forView.depth() != null) {
      metres = buffers.floats("the loss", metres, t.planeSize());
    }
    for (LossStrip strip : scratch) {
      strip.reserve(buffers, t.stride);
    }
    int most = (t.height + ROWS - 1) / ROWS;
    if (depthErrors.length < most) {
      sums = new double[3 * SUMS * most];
      depthErrors = new double[most];
      depthsKnown = new int[most];
    }
  }

  /** Compares the frame's colour (and depth) with the view; gradients go to the frame. */
  void evaluate(
      FrameBuffers rendered, Tiles frameTiles, HostTrainingView target, TrainingOptions by) {
    frame = rendered;
    tiles = frameTiles;
    view = target;
    options = by;
    strips = (tiles.height + ROWS - 1) / ROWS;
    for (LossStrip strip : scratch) {
      strip.clearMargins();
    }
    workers.run(3 * strips, compare);
    report();
    depthError = view.depth() == null ? 0 : evaluateDepth();
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
  }

  private void compareStrip(int item, int worker) {
    int c = item / strips;
    float values = Math.max(1f, 3f * view.validPixels());
    scratch[worker].run(
        view,
        tiles,
        c,
        frame.colour[c],
        item % strips * ROWS,
        (1 - options.ssimWeight()) / values,
        -options.ssimWeight() / values,
        frame.gradColour[c],
        sums,
        item * SUMS);
  }

  private double evaluateDepth() {
    workers.run(strips, readDepth);
    long known = 0;
    for (int strip = 0; strip < strips; strip++) {
      known += depthsKnown[strip];
    }
    depthGradient = known > 0 ? options.depthWeight() / known : 0;
    workers.run(strips, compareDepth);
    double sum = 0;
    for (int strip = 0; strip < strips; strip++) {
      sum += depthErrors[strip];
    }
    return known > 0 ? sum / known : 0;
  }

  private void readDepthStrip(int strip, int worker) {
    short[] depth = view.depth();
    byte[] valid = view.valid();
    int found = 0;
    int to = Math.min(tiles.height, (strip + 1) * ROWS);
    for (int row = strip * ROWS; depth != null && row < to; row++) {
      int at = row * tiles.stride;
      int from = row * tiles.width;
      for (int x = 0; x < tiles.width; x++) {
        float d = Float.float16ToFloat(depth[from + x]);
        boolean counted = (valid == null || valid[from + x] != 0) && d > 0;
        metres[at + x] = counted ? d : 0;
        found += counted ? 1 : 0;
      }
      Arrays.fill(metres, at + tiles.width, at + tiles.stride, 0f);
    }
    depthsKnown[strip] = found;
  }

  private void compareDepthStrip(int strip, int worker) {
    int to = Math.min(tiles.height, (strip + 1) * ROWS);
    depthErrors[strip] = compareDepth(strip * ROWS, to);
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
