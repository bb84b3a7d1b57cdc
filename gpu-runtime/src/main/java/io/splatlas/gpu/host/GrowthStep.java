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
 * <p>Runs on the host in row order from one seed, so it is the same on any number of threads.
 */
final class GrowthStep {
  /** Most Gaussians one source may become in a step, itself included (the paper's bound). */
  private static final int MAX_COPIES = 51;

  /**
   * Standard deviation of the copies' positions in units of the longest axis' extent. On random
   * scenes a step that more than doubles a set keeps 37.6 to 40.6 dB of its render; 0 would keep
   * 38.4 to 42.2, 0.5 would keep 34.6 to 37.3.
   */
  private static final double SPREAD = 0.3;

  /** A copy must stay this far above the floor, or the next step would relocate it again. */
  private static final double FLOOR_MARGIN = 2;

  /** Draws for one copy before it is given up because the drawn sources are split enough. */
  private static final int MAX_DRAWS = 16;

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

  private final boolean[] dead;
  private final double[] cumulative;

  /** Births per source. */
  private final int[] births;

  /** Sources and rows of the born, in order of birth: relocated ones first. */
  private final int[] parents;

  private final int[] children;
  private int born;

  private GrowthStep(HostGaussianSet set, GrowthOptions options, int target) {
    this.set = set;
    this.options = options;
    random = new SplittableRandom(options.seed());
    training = set.training();
    lifting = set.liftingOrNull();
    planes = set.planes();
    before = set.count();
    dead = new boolean[before];
    cumulative = new double[before];
    births = new int[before];
    parents = new int[target];
    children = new int[target];
  }

  static GrowthReport run(HostGaussianSet set, GrowthOptions options, MemoryAccount account) {
    int target = Math.max(set.count(), Math.min(options.target(), set.capacity()));
    set.requireTraining();
    set.requireRows(target);
    long scratch = 13L * set.count() + 8L * target;
    account.take("growth to %d Gaussians".formatted(target), scratch);
    try {
      return new GrowthStep(set, options, target).grow(target - set.count());
    } finally {
      account.give(scratch);
    }
  }

  private GrowthReport grow(int wanted) {
    markDead();
    double total = accumulateScores();
    drawForDead(total);
    int relocated = born;
    drawForNew(total, wanted);
    name(relocated);
    for (int k = 0; k < born; k++) {
      copy(parents[k], children[k]);
    }
    split();
    if (options.positionNoise() > 0) {
      explore();
    }
    training.clearStatistics();
    return new GrowthReport(relocated, born - relocated, set.count());
  }

  private void markDead() {
    for (int i = 0; i < before; i++) {
      dead[i] = !(opacity(i) >= options.opacityFloor()) || !isFinite(i);
    }
  }

  private boolean isFinite(int i) {
    float check = 0;
    for (int p = 0; p < set.layout().featureOffset(); p++) {
      check += 0 * planes[p][i];
    }
    return check == 0;
  }

  /** Fills the running sum of the scores of live Gaussians and returns their total. */
  private double accumulateScores() {
    float[] errors = training.errorScores();
    boolean guided = false;
    for (int i = 0; i < before; i++) {
      guided |= !dead[i] && errors[i] > 0;
    }
    double total = 0;
    for (int i = 0; i < before; i++) {
      double score = opacity(i) * (guided ? errors[i] : 1);
      if (!dead[i] && Double.isFinite(score)) {
        total += score;
      }
      cumulative[i] = total;
    }
    return total;
  }

  private void drawForDead(double total) {
    for (int i = 0; i < before; i++) {
      if (dead[i]) {
        bear(i, draw(total));
      }
    }
  }

  private void drawForNew(double total, int wanted) {
    int row = before;
    for (int k = 0; k < wanted; k++) {
      if (bear(row, draw(total))) {
        row++;
      }
    }
  }

  private boolean bear(int child, int parent) {
    if (parent < 0) {
      return false;
    }
    children[born] = child;
    parents[born++] = parent;
    births[parent]++;
    return true;
  }

  /** A live Gaussian drawn by score that may still be split, or -1. */
  private int draw(double total) {
    for (int attempt = 0; total > 0 && attempt < MAX_DRAWS; attempt++) {
      int i = firstAbove(random.nextDouble() * total);
      if (births[i] + 2 <= mostCopies(i)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The first row whose running sum is above a value less than the total: never a scoreless row.
   */
  private int firstAbove(double value) {
    int low = 0;
    int high = before - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulative[middle] > value) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** How many Gaussians this one may become with all of them safely above the floor. */
  private int mostCopies(int i) {
    double least = Math.min(0.5, FLOOR_MARGIN * options.opacityFloor());
    if (!(least > 0)) {
      return MAX_COPIES;
    }
    double copies = Math.log1p(-Math.min(opacity(i), 1 - 1e-7)) / Math.log1p(-least);
    return (int) Math.min(MAX_COPIES, copies);
  }

  /** Gives the born their identities, in order of birth, and remembers whom they come from. */
  private void name(int relocated) {
    for (int k = 0; k < relocated; k++) {
      set.renew(children[k]);
    }
    set.extend(born - relocated);
    long[] identities = set.identities();
    for (int k = 0; k < born; k++) {
      training.lineage().record(identities[children[k]], identities[parents[k]]);
    }
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
  private void split() {
    double[] rotation = new double[9];
    int[] placed = births.clone();
    for (int k = 0; k < born; k++) {
      int source = parents[k];
      int copies = births[source] + 1;
      place(source, children[k], copies, placed[source]--, rotation);
    }
    for (int i = 0; i < before; i++) {
      if (births[i] > 0) {
        place(i, i, births[i] + 1, 0, rotation);
        training.resetAdam(i);
      }
    }
  }

  /** The {@code slot}-th of {@code copies} of a source that still has its old parameters. */
  private void place(int source, int child, int copies, int slot, double[] rotation) {
    double opacity = Math.min(opacity(source), 1 - 1e-6);
    double share = RelocationFormula.opacity(opacity, copies);
    double factor = RelocationFormula.scale(opacity, share, copies);
    int axis = longestAxis(source);
    double extent = factor * Math.exp(planes[GaussianLayout.SCALE + axis][source]);
    double offset = SPREAD * extent * standardSlot(slot, copies);
    rotationOf(source, rotation);
    for (int a = 0; a < 3; a++) {
      planes[GaussianLayout.POSITION + a][child] += (float) (offset * rotation[3 * a + axis]);
      planes[GaussianLayout.SCALE + a][child] += (float) Math.log(factor);
    }
    planes[GaussianLayout.SCALE + axis][child] += (float) (0.5 * Math.log1p(-SPREAD * SPREAD));
    planes[GaussianLayout.OPACITY][child] = (float) Math.log(share / (1 - share));
    if (lifting != null) {
      for (float[] sum : lifting.featureSums()) {
        sum[child] /= copies;
      }
      lifting.weights()[child] /= copies;
    }
  }

  /** Equally spaced slots with mean 0 and standard deviation 1. */
  private static double standardSlot(int slot, int copies) {
    return (slot - (copies - 1) / 2.0) * Math.sqrt(12.0 / ((double) copies * copies - 1));
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
          planes[GaussianLayout.POSITION + a][i] += (float) (step * rotation[3 * a + axis]);
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
