package io.splatlas.gpu.host;

import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GrowthOptions;
import io.splatlas.gpu.GrowthReport;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One growth step: 3D Gaussian Splatting as Markov Chain Monte Carlo (Kheradmand et al. 2024, arXiv
 * 2404.09591, section 4 and equation 9) with two variations.
 *
 * <ul>
 *   <li>Sources are drawn in proportion to opacity times their accumulated screen-space gradient
 *       (their share of the error); by opacity alone, as in the paper, when nothing was
 *       accumulated.
 *   <li>The N copies of a source are not left in one place, where they would get identical
 *       gradients for ever, but spread at equal distances along its longest axis, which is shrunk
 *       so that the mixture keeps the variance of the paper's N copies.
 * </ul>
 *
 * <p>Who is born of whom is {@link GrowthRule}'s.
 */
final class GrowthStep {
  /** Steepness of the noise's dependence on 1 - opacity (the paper's section 4.2). */
  private static final double NOISE_STEEPNESS = 100;

  /** 1 - opacity at which half the noise is applied (ibid.). */
  private static final double NOISE_CENTRE = 0.995;

  private final HostGaussianSet set;
  private final GrowthOptions options;
  private final SplittableRandom random;
  private final TrainingState training;
  private final @Nullable LiftingState lifting;
  private final float[][] planes;
  private final int before;
  private final int target;
  private final boolean[] dead;

  private GrowthStep(HostGaussianSet set, GrowthOptions options, int target) {
    this.set = set;
    this.options = options;
    random = new SplittableRandom(options.seed());
    training = set.training();
    lifting = set.liftingOrNull();
    planes = set.planes();
    before = set.count();
    dead = new boolean[before];
    this.target = target;
  }

  static GrowthReport run(HostGaussianSet set, GrowthOptions options, MemoryAccount account) {
    int target = options.reached(set.count(), set.capacity());
    set.requireTraining();
    set.requireRows(target);
    long scratch = set.count() + GrowthDraw.bytes(set.count(), target);
    account.take("growth to %d Gaussians".formatted(target), scratch);
    try {
      return new GrowthStep(set, options, target).grow();
    } finally {
      account.give(scratch);
    }
  }

  private GrowthReport grow() {
    markDead();
    GrowthDraw draw =
        GrowthDraw.run(
            planes[GaussianLayout.OPACITY], dead, training.errorScores(), options, target);
    GrowthReport report = name(draw);
    for (int i = 0; i < target; i++) {
      if (draw.source(i) != GrowthDraw.NONE) {
        copy(draw.source(i), i);
      } else if (i >= before) {
        layUnborn(i);
      }
    }
    split(draw);
    if (options.positionNoise() > 0) {
      explore();
    }
    training.clearStatistics();
    return report;
  }

  private void markDead() {
    float deadBelow = GrowthRule.deadBelow(options.opacityFloor());
    for (int i = 0; i < before; i++) {
      dead[i] = !(planes[GaussianLayout.OPACITY][i] >= deadBelow) || !isFinite(i);
    }
  }

  private boolean isFinite(int i) {
    float check = 0;
    for (int p = 0; p < set.layout().featureOffset(); p++) {
      check += 0 * planes[p][i];
    }
    return check == 0;
  }

  /** Gives the born their identities, in order of rows, and remembers whom they come from. */
  private GrowthReport name(GrowthDraw draw) {
    int relocated = 0;
    for (int i = 0; i < before; i++) {
      if (draw.source(i) != GrowthDraw.NONE) {
        set.renew(i);
        relocated++;
      }
    }
    set.extend(target - before);
    long[] identities = set.identities();
    int born = 0;
    for (int i = 0; i < target; i++) {
      if (draw.source(i) != GrowthDraw.NONE) {
        training.lineage().record(identities[i], identities[draw.source(i)]);
        born++;
      }
    }
    return new GrowthReport(relocated, born - relocated, target);
  }

  /** A new row without a source: it cannot be seen, and the next step may relocate it. */
  private void layUnborn(int row) {
    for (float[] plane : planes) {
      plane[row] = 0;
    }
    planes[GaussianLayout.ROTATION][row] = 1;
    for (int a = 0; a < 3; a++) {
      planes[GaussianLayout.SCALE + a][row] = GrowthRule.UNBORN_LOG_SCALE;
    }
    planes[GaussianLayout.OPACITY][row] = GrowthRule.UNBORN_LOGIT;
  }

  private void copy(int source, int child) {
    for (float[] plane : planes) {
      plane[child] = plane[source];
    }
    set.instances()[child] = set.instances()[source];
    training.resetAdam(child);
    if (lifting != null) {
      for (float[] sum : lifting.featureSums()) {
        sum[child] = sum[source];
      }
      lifting.weights()[child] = lifting.weights()[source];
    }
  }

  /** Turns every source and its copies into Gaussians that together render like the source. */
  private void split(GrowthDraw draw) {
    double[] rotation = new double[9];
    for (int i = 0; i < target; i++) {
      int source = draw.source(i);
      if (source != GrowthDraw.NONE) {
        place(source, i, splitOf(source, draw, draw.number(i)), rotation);
      }
    }
    for (int i = 0; i < before; i++) {
      if (draw.births(i) > 0) {
        place(i, i, splitOf(i, draw, 0), rotation);
        training.resetAdam(i);
      }
    }
  }

  private GrowthSplit splitOf(int source, GrowthDraw draw, int number) {
    float logit = planes[GaussianLayout.OPACITY][source];
    return GrowthSplit.of(logit, draw.births(source) + 1, number);
  }

  /** One of the copies of a source that still has its old parameters. */
  private void place(int source, int child, GrowthSplit split, double[] rotation) {
    int axis = longestAxis(source);
    double offset =
        split.offset() * split.factor() * Math.exp(planes[GaussianLayout.SCALE + axis][source]);
    rotationOf(source, rotation);
    for (int a = 0; a < 3; a++) {
      move(child, a, offset * rotation[3 * a + axis]);
      planes[GaussianLayout.SCALE + a][child] += (float) Math.log(split.factor());
    }
    planes[GaussianLayout.SCALE + axis][child] += (float) GrowthSplit.LONGEST_LOG_SCALE;
    planes[GaussianLayout.OPACITY][child] = (float) split.logit();
    if (lifting != null) {
      for (float[] sum : lifting.featureSums()) {
        sum[child] /= split.copies();
      }
      lifting.weights()[child] /= split.copies();
    }
  }

  /** Moves a Gaussian in metres; one whose extent is beyond all numbers stays where it is. */
  private void move(int i, int coordinate, double by) {
    float[] plane = planes[GaussianLayout.POSITION + coordinate];
    float moved = plane[i] + (float) by;
    if (Float.isFinite(moved)) {
      plane[i] = moved;
    }
  }

  private int longestAxis(int i) {
    int axis = 0;
    for (int a = 1; a < 3; a++) {
      if (planes[GaussianLayout.SCALE + a][i] > planes[GaussianLayout.SCALE + axis][i]) {
        axis = a;
      }
    }
    return axis;
  }

  /**
   * Moves Gaussians of low opacity at random within their own shape: a step of standard deviation
   * {@code positionNoise} along the longest axis, less along the others in proportion to extent.
   */
  private void explore() {
    double[] rotation = new double[9];
    for (int i = 0; i < set.count(); i++) {
      double uncertainty = 1 / (1 + Math.exp(-NOISE_STEEPNESS * (1 - opacity(i) - NOISE_CENTRE)));
      double longest = planes[GaussianLayout.SCALE + longestAxis(i)][i];
      rotationOf(i, rotation);
      for (int axis = 0; axis < 3; axis++) {
        double shape = Math.exp(planes[GaussianLayout.SCALE + axis][i] - longest);
        double step = options.positionNoise() * uncertainty * shape * random.nextGaussian();
        for (int a = 0; a < 3; a++) {
          move(i, a, step * rotation[3 * a + axis]);
        }
      }
    }
  }

  private void rotationOf(int i, double[] rotation) {
    double[] q = new double[4];
    double norm2 = 0;
    for (int k = 0; k < 4; k++) {
      q[k] = planes[GaussianLayout.ROTATION + k][i];
      norm2 += q[k] * q[k];
    }
    if (!(norm2 > 0)) {
      Arrays.fill(rotation, 0);
      return;
    }
    for (int k = 0; k < 4; k++) {
      q[k] /= Math.sqrt(norm2);
    }
    SplatProjector.rotationOf(q, rotation);
  }

  private double opacity(int i) {
    return 1 / (1 + Math.exp(-planes[GaussianLayout.OPACITY][i]));
  }
}
