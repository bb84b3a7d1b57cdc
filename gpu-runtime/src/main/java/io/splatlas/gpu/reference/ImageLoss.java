package io.splatlas.gpu.reference;

import io.splatlas.gpu.TrainingOptions;
import io.splatlas.gpu.host.HostTrainingView;

/**
 * The part of the loss that is computed on images (see {@link TrainingOptions}): L1, SSIM and
 * depth, with gradients per pixel.
 */
final class ImageLoss {
  /** Mean squared error below which PSNR is reported as 100 dB. */
  private static final double LEAST_ERROR = 1e-10;

  private final HostTrainingView view;
  private final TrainingOptions options;
  private final int pixels;
  private final boolean[] counts;

  /** Rendered colour, interleaved; filled before {@link #evaluate}. */
  final double[] colour;

  /** sum w z per pixel; filled before. */
  final double[] depthSum;

  /** sum w per pixel; filled before. */
  final double[] alpha;

  /** dL/d colour, interleaved. */
  final double[] gColour;

  /** dL/d depthSum. */
  final double[] gDepthSum;

  /** dL/d alpha. */
  final double[] gAlpha;

  /** Loss of the image terms. */
  double loss;

  double l1;
  double ssim = 1;
  double psnr = -10 * Math.log10(LEAST_ERROR);
  double depthError;

  ImageLoss(HostTrainingView view, TrainingOptions options) {
    this.view = view;
    this.options = options;
    pixels = view.camera().width() * view.camera().height();
    counts = new boolean[pixels];
    byte[] valid = view.valid();
    for (int p = 0; p < pixels; p++) {
      counts[p] = valid == null || valid[p] != 0;
    }
    colour = new double[3 * pixels];
    depthSum = new double[pixels];
    alpha = new double[pixels];
    gColour = new double[3 * pixels];
    gDepthSum = new double[pixels];
    gAlpha = new double[pixels];
  }

  /** Bytes this takes for a view, temporary planes included. */
  static long bytes(HostTrainingView view) {
    return 25L * Double.BYTES * view.camera().width() * view.camera().height();
  }

  /** Computes losses and gradients from the rendered images. */
  void evaluate() {
    if (view.validPixels() > 0) {
      evaluateL1();
      evaluateSsim();
    }
    evaluateDepth();
    loss =
        (1 - options.ssimWeight()) * l1
            + options.ssimWeight() * (1 - ssim)
            + options.depthWeight() * depthError;
  }

  private void evaluateL1() {
    double values = 3.0 * view.validPixels();
    double absolute = 0;
    double squared = 0;
    for (int i = 0; i < colour.length; i++) {
      if (counts[i / 3]) {
        double error = colour[i] - photograph(i);
        absolute += Math.abs(error);
        squared += error * error;
        gColour[i] = (1 - options.ssimWeight()) * Math.signum(error) / values;
      }
    }
    l1 = absolute / values;
    psnr = -10 * Math.log10(Math.max(LEAST_ERROR, squared / values));
  }

  private void evaluateSsim() {
    double values = 3.0 * view.validPixels();
    StructuralSimilarity similarity =
        new StructuralSimilarity(view.camera().width(), view.camera().height());
    double[] x = new double[pixels];
    double[] y = new double[pixels];
    double[] gradient = new double[pixels];
    double sum = 0;
    for (int channel = 0; channel < 3; channel++) {
      for (int p = 0; p < pixels; p++) {
        x[p] = counts[p] ? colour[3 * p + channel] : 0;
        y[p] = counts[p] ? photograph(3 * p + channel) : 0;
      }
      sum += similarity.sum(x, y, counts, gradient);
      for (int p = 0; p < pixels; p++) {
        gColour[3 * p + channel] -= options.ssimWeight() * gradient[p] / values;
      }
    }
    ssim = sum / values;
  }

  private void evaluateDepth() {
    short[] depth = view.depth();
    int known = 0;
    for (int p = 0; depth != null && p < pixels; p++) {
      known += counts[p] && depth[p] != 0 ? 1 : 0;
    }
    if (depth == null || known == 0) {
      return;
    }
    double sum = 0;
    for (int p = 0; p < pixels; p++) {
      if (counts[p] && depth[p] != 0) {
        double metres = Float.float16ToFloat(depth[p]);
        double error = depthSum[p] / metres - alpha[p];
        double g = options.depthWeight() * Math.signum(error) / known;
        sum += Math.abs(error);
        gDepthSum[p] = g / metres;
        gAlpha[p] = -g;
      }
    }
    depthError = sum / known;
  }

  private double photograph(int i) {
    return (view.rgb()[i] & 0xff) / 255.0;
  }
}
