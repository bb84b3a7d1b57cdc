package io.splatlas.gpu.host;

import io.splatlas.gpu.GrowthOptions;
import java.util.Arrays;

/**
 * Who is relocated, who is added, and from whom, by {@link GrowthRule}, in one pass after another.
 */
public final class GrowthDraw {
  /** No source. */
  public static final int NONE = -1;

  private final float[] logits;
  private final boolean[] dead;
  private final float[] errors;
  private final long seed;
  private final int before;

  /** Births a row has room for. */
  private final byte[] rooms;

  private final long[] sums;
  private final int[] births;
  private final int[] sources;
  private final int[] numbers;

  /** Rows of the births that have no source yet. */
  private final int[] pending;

  private int left;
  private float largest;
  private boolean guided;

  private GrowthDraw(
      float[] logits, boolean[] dead, float[] errors, GrowthOptions options, int target) {
    this.logits = logits;
    this.dead = dead;
    this.errors = errors;
    seed = options.seed();
    before = dead.length;
    rooms = new byte[before];
    sums = new long[before];
    births = new int[before];
    sources = new int[target];
    numbers = new int[target];
    pending = new int[target];
    Arrays.fill(sources, NONE);
  }

  /** Bytes that a draw takes. */
  static long bytes(int before, int target) {
    return 14L * before + 12L * target;
  }

  /**
   * Draws.
   *
   * @param logits opacity logits by row
   * @param dead which rows are to be relocated, one per Gaussian
   * @param errors accumulated screen-space gradients by row
   * @param target number wanted, at least {@code dead.length}
   */
  public static GrowthDraw run(
      float[] logits, boolean[] dead, float[] errors, GrowthOptions options, int target) {
    GrowthDraw draw = new GrowthDraw(logits, dead, errors, options, target);
    draw.rate(GrowthRule.limits(options.opacityFloor()));
    draw.list();
    for (int round = 0; round < GrowthRule.ROUNDS && draw.left > 0; round++) {
      long total = draw.addWeights();
      if (total == 0) {
        break;
      }
      draw.draw(round, total);
    }
    return draw;
  }

  /** The source of a row, {@link #NONE} for one that was not born. */
  public int source(int row) {
    return sources[row];
  }

  /** Which of its source's children a row is, from 1. */
  public int number(int row) {
    return numbers[row];
  }

  /** How many are born of a row. */
  public int births(int row) {
    return births[row];
  }

  /** How much room each has, and the largest score. */
  private void rate(float[] limits) {
    float most = 0;
    float mostOpacity = 0;
    for (int i = 0; i < before; i++) {
      int room = dead[i] ? 0 : GrowthRule.copies(logits[i], limits) - 1;
      rooms[i] = (byte) room;
      if (room > 0) {
        float opacity = GrowthRule.opacity(logits[i]);
        most = Math.max(most, GrowthRule.score(opacity, errors[i]));
        mostOpacity = Math.max(mostOpacity, opacity);
      }
    }
    guided = most > 0;
    largest = guided ? most : mostOpacity;
  }

  /** All rows that want a source, in order. */
  private void list() {
    for (int i = 0; i < before; i++) {
      if (dead[i]) {
        pending[left++] = i;
      }
    }
    for (int i = before; i < sources.length; i++) {
      pending[left++] = i;
    }
  }

  /** Makes the running sums of the weights of rows that have room; their total. */
  private long addWeights() {
    long total = 0;
    for (int i = 0; i < before; i++) {
      if (births[i] < rooms[i]) {
        float opacity = GrowthRule.opacity(logits[i]);
        float score = guided ? GrowthRule.score(opacity, errors[i]) : opacity;
        total += GrowthRule.weight(score, largest);
      }
      sums[i] = total;
    }
    return total;
  }

  /** Draws are in order, and so are the rows they fall on. */
  private void draw(int round, long total) {
    int n = left;
    int source = 0;
    int room = rooms[0] - births[0];
    left = 0;
    for (int k = 0; k < n; k++) {
      long drawn = GrowthRule.draw(seed, round, k, n, total);
      while (sums[source] <= drawn) {
        source++;
        room = rooms[source] - births[source];
      }
      int row = pending[k];
      if (room-- > 0) {
        sources[row] = source;
        numbers[row] = ++births[source];
      } else {
        pending[left++] = row;
      }
    }
  }
}
