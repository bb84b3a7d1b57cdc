package io.splatlas.gpu.host;

import java.util.SplittableRandom;

/**
 * The decisions of a growth step, on three numbers a Gaussian: who is relocated, who is added, and
 * from whom (see {@link GrowthStep} for the method). What a decision does to a Gaussian is the
 * device's.
 */
public final class GrowthDraw {
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

  /** What splitting adds to the log scale of the longest axis, besides the factor on all three. */
  public static final double LONGEST_LOG_SCALE = 0.5 * Math.log1p(-SPREAD * SPREAD);

  /**
   * What one of the copies of a source becomes.
   *
   * @param copies how many the source becomes, itself included
   * @param factor on every scale
   * @param logit of its opacity
   * @param offset along the source's longest axis, in units of the factor times its extent
   */
  public record Split(int copies, double factor, double logit, double offset) {}

  private final float[] logits;
  private final boolean[] dead;
  private final float[] errors;
  private final double opacityFloor;
  private final SplittableRandom random;
  private final int before;
  private final double[] cumulative;

  /** Births per source. */
  private final int[] births;

  /** Sources, rows and slots of the born, in order of birth: relocated ones first. */
  private final int[] parents;

  private final int[] children;
  private final int[] slots;
  private int born;
  private int relocated;

  private GrowthDraw(
      float[] logits,
      boolean[] dead,
      float[] errors,
      double opacityFloor,
      SplittableRandom random,
      int target) {
    this.logits = logits;
    this.dead = dead;
    this.errors = errors;
    this.opacityFloor = opacityFloor;
    this.random = random;
    before = dead.length;
    cumulative = new double[before];
    births = new int[before];
    parents = new int[target];
    children = new int[target];
    slots = new int[target];
  }

  /**
   * Draws, in row order from one generator.
   *
   * @param logits opacity logits by row
   * @param dead which rows are to be relocated, one per Gaussian
   * @param errors accumulated screen-space gradients by row
   * @param opacityFloor see {@link io.splatlas.gpu.GrowthOptions}
   * @param target number wanted, at least {@code dead.length}
   * @param wanted how many to add
   */
  public static GrowthDraw run(
      float[] logits,
      boolean[] dead,
      float[] errors,
      double opacityFloor,
      SplittableRandom random,
      int target,
      int wanted) {
    GrowthDraw draw = new GrowthDraw(logits, dead, errors, opacityFloor, random, target);
    double total = draw.accumulateScores();
    draw.drawForDead(total);
    draw.relocated = draw.born;
    draw.drawForNew(total, wanted);
    int[] placed = draw.births.clone();
    for (int k = 0; k < draw.born; k++) {
      draw.slots[k] = placed[draw.parents[k]]--;
    }
    return draw;
  }

  /** How many are born: relocated ones and then added ones. */
  public int born() {
    return born;
  }

  /** How many of them are relocated. */
  public int relocated() {
    return relocated;
  }

  /** The source of the k-th born. */
  public int parent(int k) {
    return parents[k];
  }

  /** The row of the k-th born. */
  public int child(int k) {
    return children[k];
  }

  /** How many are born of a row. */
  public int births(int row) {
    return births[row];
  }

  /** What the k-th born becomes. */
  public Split splitOfChild(int k) {
    return split(parents[k], slots[k]);
  }

  /** What a source becomes. */
  public Split splitOfParent(int row) {
    return split(row, 0);
  }

  private Split split(int source, int slot) {
    int copies = births[source] + 1;
    double opacity = Math.min(opacity(source), 1 - 1e-6);
    double share = RelocationFormula.opacity(opacity, copies);
    return new Split(
        copies,
        RelocationFormula.scale(opacity, share, copies),
        Math.log(share / (1 - share)),
        SPREAD * standardSlot(slot, copies));
  }

  /** Equally spaced slots with mean 0 and standard deviation 1. */
  private static double standardSlot(int slot, int copies) {
    return (slot - (copies - 1) / 2.0) * Math.sqrt(12.0 / ((double) copies * copies - 1));
  }

  /** Fills the running sum of the scores of live Gaussians and returns their total. */
  private double accumulateScores() {
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
    double least = Math.min(0.5, FLOOR_MARGIN * opacityFloor);
    if (!(least > 0)) {
      return MAX_COPIES;
    }
    double copies = Math.log1p(-Math.min(opacity(i), 1 - 1e-7)) / Math.log1p(-least);
    return (int) Math.min(MAX_COPIES, copies);
  }

  private double opacity(int i) {
    return 1 / (1 + Math.exp(-logits[i]));
  }
}
