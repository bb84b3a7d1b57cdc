package io.splatlas.gpu.reference;

import io.splatlas.gpu.FieldGroups;
import io.splatlas.gpu.FieldOptions;
import io.splatlas.gpu.FieldPairs;
import io.splatlas.gpu.FieldReport;
import io.splatlas.gpu.FieldTarget;
import io.splatlas.gpu.host.FieldMembers;
import io.splatlas.gpu.host.HostGaussianSet;
import io.splatlas.gpu.host.PairLoss;
import io.splatlas.gpu.reference.SplatList.Splat;
import java.util.Arrays;

/** Losses of the semantic field in one view and their gradient, into the set's field state. */
final class FieldGradient {
  /** Pixels of less alpha do not count. */
  private static final double SEEN = 0.5;

  private final HostGaussianSet set;
  private final FieldTarget target;
  private final FieldGroups groups;
  private final FieldOptions options;
  private final int channels;
  private final int width;
  private final int height;

  /** F and A per pixel, then dL/dF. */
  private final double[][] blended;

  private final double[] alpha;
  private final double[][] gradient;

  private FieldGradient(
      HostGaussianSet set, FieldTarget target, FieldGroups groups, FieldOptions options) {
    this.set = set;
    this.target = target;
    this.groups = groups;
    this.options = options;
    channels = set.layout().features();
    width = target.camera().width();
    height = target.camera().height();
    blended = new double[width * height][channels];
    gradient = new double[width * height][channels];
    alpha = new double[width * height];
  }

  /** Bytes this takes, at most. */
  static long bytes(HostGaussianSet set, FieldTarget target) {
    long pixels = (long) target.camera().width() * target.camera().height();
    long values = 2L * (pixels + set.count()) * set.layout().features();
    return 8 * values + 64 * pixels + (SplatList.BYTES + 64) * set.count();
  }

  /**
   * Fills the gradient of the set's field.
   *
   * @param members group per Gaussian
   */
  static FieldReport run(
      HostGaussianSet set,
      FieldTarget target,
      FieldGroups groups,
      int[] members,
      FieldPairs pairs,
      FieldOptions options) {
    for (float[] plane : set.field().gradient()) {
      Arrays.fill(plane, 0);
    }
    return new FieldGradient(set, target, groups, options).evaluate(members, pairs);
  }

  private FieldReport evaluate(int[] members, FieldPairs pairs) {
    Splat[] splats = SplatList.of(set, target.camera(), false, 0);
    blend(splats);
    double pixel = pixelLoss();
    double instance = instanceLoss();
    double contrast = options.contrasts() ? contrastLoss(members) : 0;
    double neighbours = PairLoss.add(set, pairs, options.origin(), options.neighbourWeight());
    backward(splats);
    return FieldReport.of(options, pixel, instance, contrast, neighbours);
  }

  private void blend(Splat[] splats) {
    PixelBlend.forEachPixel(
        splats,
        width,
        height,
        (x, y, pixel) -> {
          int p = y * width + x;
          for (int k = 0; k < pixel.count(); k++) {
            double w = pixel.weight(k);
            alpha[p] += w;
            for (int d = 0; d < channels; d++) {
              blended[p][d] += w * feature(d, pixel.splat(k).gaussian());
            }
          }
        });
  }

  private double feature(int d, int gaussian) {
    return set.planes()[set.layout().featureOffset() + d][gaussian];
  }

  private double pixelLoss() {
    int columns = target.teacher().width();
    int rows = target.teacher().height();
    double[][] sums = new double[columns * rows][channels + 1];
    int[] pixels = new int[columns * rows];
    for (int p = 0; p < alpha.length; p++) {
      double[] sum = sums[cellOf(p)];
      pixels[cellOf(p)]++;
      sum[channels] += alpha[p];
      for (int d = 0; d < channels; d++) {
        sum[d] += blended[p][d];
      }
    }
    double scale = 1.0 / ((double) columns * rows * channels);
    double loss = 0;
    double[][] slopes = new double[columns * rows][channels];
    for (int cell = 0; cell < sums.length; cell++) {
      double light = sums[cell][channels];
      if (pixels[cell] == 0 || light < SEEN * pixels[cell]) {
        continue;
      }
      for (int d = 0; d < channels; d++) {
        double difference =
            sums[cell][d] / light - target.teacher().values()[d * sums.length + cell];
        loss += scale * Math.abs(difference);
        slopes[cell][d] = options.pixelWeight() * scale * Math.signum(difference) / light;
      }
    }
    for (int p = 0; p < alpha.length; p++) {
      for (int d = 0; d < channels; d++) {
        gradient[p][d] += slopes[cellOf(p)][d];
      }
    }
    return loss;
  }

  /** The cell that holds a pixel's centre. */
  private int cellOf(int p) {
    int columns = target.teacher().width();
    int rows = target.teacher().height();
    int column = (2 * (p % width) + 1) * columns / (2 * width);
    int row = (2 * (p / width) + 1) * rows / (2 * height);
    return row * columns + column;
  }

  private double instanceLoss() {
    int[] counts = FieldMembers.count(target.groups(), groups.count());
    int present = 0;
    for (int g = 0; g < counts.length; g++) {
      present += groups.embedded()[g] && counts[g] > 0 ? 1 : 0;
    }
    double loss = 0;
    for (int p = 0; p < alpha.length; p++) {
      int g = target.groups()[p];
      if (g < 0 || !groups.embedded()[g] || alpha[p] < SEEN) {
        continue;
      }
      double scale = 1.0 / ((double) present * counts[g] * channels);
      for (int d = 0; d < channels; d++) {
        double difference = blended[p][d] / alpha[p] - groups.embeddings()[g * channels + d];
        loss += scale * Math.abs(difference);
        gradient[p][d] += options.instanceWeight() * scale * Math.signum(difference) / alpha[p];
      }
    }
    return loss;
  }

  private double contrastLoss(int[] members) {
    Contrast contrast = new Contrast(groups.count(), options);
    for (int p = 0; p < alpha.length && options.onScreen(); p++) {
      if (target.groups()[p] >= 0) {
        double[] y = new double[channels];
        for (int d = 0; d < channels && alpha[p] >= SEEN; d++) {
          y[d] = blended[p][d] / alpha[p] - options.origin()[d];
        }
        contrast.add(target.groups()[p], y);
      }
    }
    for (int i = 0; i < members.length && options.inSpace(); i++) {
      if (members[i] >= 0) {
        double[] y = new double[channels];
        for (int d = 0; d < channels; d++) {
          y[d] = feature(d, i) - options.origin()[d];
        }
        contrast.add(members[i], y);
      }
    }
    double loss = contrast.evaluate();
    int member = 0;
    for (int p = 0; p < alpha.length && options.onScreen(); p++) {
      if (target.groups()[p] >= 0) {
        double[] g = contrast.gradient(member++);
        for (int d = 0; d < channels && alpha[p] >= SEEN; d++) {
          gradient[p][d] += options.contrastWeight() * g[d] / alpha[p];
        }
      }
    }
    for (int i = 0; i < members.length && options.inSpace(); i++) {
      if (members[i] >= 0) {
        double[] g = contrast.gradient(member++);
        for (int d = 0; d < channels; d++) {
          set.field().gradient()[d][i] += (float) (options.contrastWeight() * g[d]);
        }
      }
    }
    return loss;
  }

  private void backward(Splat[] splats) {
    double[][] sums = new double[splats.length][channels];
    PixelBlend.forEachPixel(
        splats,
        width,
        height,
        (x, y, pixel) -> {
          double[] g = gradient[y * width + x];
          for (int k = 0; k < pixel.count(); k++) {
            double w = pixel.weight(k);
            double[] sum = sums[pixel.index(k)];
            for (int d = 0; d < channels; d++) {
              sum[d] += w * g[d];
            }
          }
        });
    for (int s = 0; s < splats.length; s++) {
      for (int d = 0; d < channels; d++) {
        set.field().gradient()[d][splats[s].gaussian()] += (float) sums[s][d];
      }
    }
  }
}
