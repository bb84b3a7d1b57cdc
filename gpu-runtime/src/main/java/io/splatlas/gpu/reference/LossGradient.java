package io.splatlas.gpu.reference;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.StepReport;
import io.splatlas.gpu.TrainingOptions;
import io.splatlas.gpu.host.Blending;
import io.splatlas.gpu.host.HostGaussianSet;
import io.splatlas.gpu.host.HostTrainingView;
import io.splatlas.gpu.host.SplatColour;
import io.splatlas.gpu.host.SplatProjector;
import io.splatlas.gpu.reference.SplatList.Splat;

/** The loss of one view and its gradient with respect to every parameter it optimises. */
final class LossGradient {
  // What a splat collects from the pixels it is blended at.
  private static final int U = 0;
  private static final int V = 1;
  private static final int Z = 2;
  private static final int CONIC_XX = 3;
  private static final int CONIC_XY = 4;
  private static final int CONIC_YY = 5;
  private static final int OPACITY = 6;
  private static final int RED = 7;
  private static final int SIZE = 10;

  /** What to do with the gradient of one visible Gaussian. */
  interface Consumer {
    /**
     * Takes a gradient.
     *
     * @param gradient dL/d plane, {@code layout.featureOffset()} values, reused after the call
     * @param onScreen |dL/d centre| in units of loss per half image
     */
    void accept(int gaussian, double[] gradient, double onScreen);
  }

  private final HostGaussianSet set;
  private final Camera camera;
  private final TrainingOptions options;
  private final int degree;
  private final Splat[] splats;
  private final double[][] collected;
  private final ImageLoss image;
  private final double loss;

  /** Renders the view and evaluates the loss and its gradient on screen. */
  LossGradient(HostGaussianSet set, HostTrainingView view, TrainingOptions options) {
    this.set = set;
    this.camera = view.camera();
    this.options = options;
    degree = Math.min(options.shDegree(), set.layout().shDegree());
    splats = SplatList.of(set, camera, options.antialiased(), degree);
    collected = new double[splats.length][SIZE];
    image = new ImageLoss(view, options);
    PixelBlend.forEachPixel(splats, camera.width(), camera.height(), this::forward);
    image.evaluate();
    PixelBlend.forEachPixel(splats, camera.width(), camera.height(), this::backward);
    loss = image.loss + regularisation();
  }

  /** Bytes this takes, at most. */
  static long bytes(HostGaussianSet set, HostTrainingView view) {
    long perGaussian = SplatList.BYTES + 8L * SIZE + 24 + 32;
    return ImageLoss.bytes(view) + perGaussian * set.count();
  }

  StepReport report() {
    return new StepReport(loss, image.l1, image.ssim, image.psnr, image.depthError, splats.length);
  }

  /** Hands out the gradient of every visible Gaussian, nearest first. */
  void forEachGaussian(Consumer consumer) {
    SplatProjector projector = new SplatProjector(camera, options.antialiased());
    SplatColour colour = new SplatColour(camera, degree);
    double[] gradient = new double[set.layout().featureOffset()];
    double[] gRgb = new double[3];
    for (int s = 0; s < splats.length; s++) {
      int i = splats[s].gaussian();
      double[] g = collected[s];
      projector.project(set.planes(), i);
      projector.backward(
          g[U], g[V], g[Z], g[CONIC_XX], g[CONIC_XY], g[CONIC_YY], g[OPACITY], gradient);
      colour.evaluate(set.planes(), i);
      System.arraycopy(g, RED, gRgb, 0, 3);
      colour.backward(set.planes(), i, gRgb, gradient);
      regularise(i, gradient);
      double onScreen = Math.hypot(g[U] * camera.width() / 2, g[V] * camera.height() / 2);
      consumer.accept(i, gradient, onScreen);
    }
  }

  private void forward(int x, int y, PixelBlend pixel) {
    int at = y * camera.width() + x;
    double red = pixel.background() * options.background()[0];
    double green = pixel.background() * options.background()[1];
    double blue = pixel.background() * options.background()[2];
    for (int k = 0; k < pixel.count(); k++) {
      Splat splat = pixel.splat(k);
      double w = pixel.weight(k);
      red += w * splat.red();
      green += w * splat.green();
      blue += w * splat.blue();
      image.depthSum[at] += w * splat.z();
      image.alpha[at] += w;
    }
    image.colour[3 * at] = red;
    image.colour[3 * at + 1] = green;
    image.colour[3 * at + 2] = blue;
  }

  /**
   * With the gradient of the image projected onto what a splat contributes, s_i = g . f_i, the loss
   * changes by sum w_i s_i + T s_background, so dL/d alpha_i = T_i s_i - (what lies behind i) / (1
   * - alpha_i).
   */
  private void backward(int x, int y, PixelBlend pixel) {
    int at = y * camera.width() + x;
    double gRed = image.gColour[3 * at];
    double gGreen = image.gColour[3 * at + 1];
    double gBlue = image.gColour[3 * at + 2];
    double gDepth = image.gDepthSum[at];
    double behind =
        pixel.background()
            * (gRed * options.background()[0]
                + gGreen * options.background()[1]
                + gBlue * options.background()[2]);
    for (int k = pixel.count() - 1; k >= 0; k--) {
      Splat splat = pixel.splat(k);
      double[] g = collected[pixel.index(k)];
      double w = pixel.weight(k);
      g[RED] += w * gRed;
      g[RED + 1] += w * gGreen;
      g[RED + 2] += w * gBlue;
      g[Z] += w * gDepth;
      double share =
          gRed * splat.red()
              + gGreen * splat.green()
              + gBlue * splat.blue()
              + gDepth * splat.z()
              + image.gAlpha[at];
      double gAlpha = pixel.light(k) * share - behind / (1 - pixel.alpha(k));
      behind += w * share;
      if (pixel.alpha(k) < Blending.MAX_ALPHA) {
        collectAlpha(splat, x + 0.5, y + 0.5, pixel.alpha(k), gAlpha, g);
      }
    }
  }

  /** Through alpha = opacity exp(-q / 2). */
  private static void collectAlpha(
      Splat splat, double x, double y, double alpha, double gAlpha, double[] g) {
    double dx = x - splat.u();
    double dy = y - splat.v();
    double gq = -0.5 * alpha * gAlpha;
    g[OPACITY] += gAlpha * alpha / splat.opacity();
    g[U] -= 2 * gq * (splat.conicXx() * dx + splat.conicXy() * dy);
    g[V] -= 2 * gq * (splat.conicXy() * dx + splat.conicYy() * dy);
    g[CONIC_XX] += gq * dx * dx;
    g[CONIC_XY] += 2 * gq * dx * dy;
    g[CONIC_YY] += gq * dy * dy;
  }

  private double regularisation() {
    if (options.opacityRegularisation() == 0 && options.scaleRegularisation() == 0) {
      return 0;
    }
    double opacities = 0;
    double scales = 0;
    for (int i = 0; i < set.count(); i++) {
      opacities += opacity(i);
      for (int a = 0; a < 3; a++) {
        scales += Math.exp(set.planes()[GaussianLayout.SCALE + a][i]);
      }
    }
    double n = Math.max(1, set.count());
    return options.opacityRegularisation() * opacities / n
        + options.scaleRegularisation() * scales / (3 * n);
  }

  private void regularise(int i, double[] gradient) {
    double n = set.count();
    double o = opacity(i);
    gradient[GaussianLayout.OPACITY] += options.opacityRegularisation() / n * o * (1 - o);
    for (int a = 0; a < 3; a++) {
      gradient[GaussianLayout.SCALE + a] +=
          options.scaleRegularisation()
              / (3 * n)
              * Math.exp(set.planes()[GaussianLayout.SCALE + a][i]);
    }
  }

  private double opacity(int i) {
    return 1 / (1 + Math.exp(-set.planes()[GaussianLayout.OPACITY][i]));
  }
}
