package io.splatlas.gpu.host;

/**
 * Who is born of whom in a growth step: a rule for one number at a time, so that it is the same in
 * any order, on any number of threads and on every device. {@link GrowthDraw} keeps it on the host,
 * grow.cu on a GPU, to the last bit; a change here is a change there.
 *
 * <ol>
 *   <li>A row is <b>dead</b> when one of its optimised parameters is not finite or its logit is not
 *       at least {@link #deadBelow}. A live row has room for {@link #copies} - 1 births: as many as
 *       leave all copies safely above the floor.
 *   <li>The <b>score</b> of a row with room is {@link #opacity} times accumulated error, rounded to
 *       float, or the opacity alone when no row with room has a finite positive score. Its
 *       <b>weight</b> is a whole number, {@link #weight}, in 31 bits of the largest score: whole
 *       numbers have the same sum in any order.
 *   <li>The births of <b>round</b> 0 are those of the dead rows and of the new rows behind the last
 *       one, in the order of rows. Birth k of n draws in the k-th of n equal parts of the sum W of
 *       all weights ({@link #draw}, from a counter and not from a sequence) and falls on the row in
 *       whose part of the running sum of weights the draw lies. One draw in each part is what is
 *       called stratified: a row of weight w expects n w / W births, as with independent draws, and
 *       gets them with less noise; and births of one row follow each other.
 *   <li>Of the births that fall on a row the first ones are its children, as many as it has room
 *       for; the others are the births of the next round, in order, among the rows that have room
 *       left. There are {@link #ROUNDS}. Who is left then has no source: a dead row stays as it is,
 *       a new row is born dead.
 *   <li>The children of a row are numbered 1, 2, ... over all rounds: the number says where along
 *       its longest axis a child is put ({@link GrowthSplit}).
 * </ol>
 */
public final class GrowthRule {
  /** Most Gaussians one source may become in a step, itself included (the paper's bound). */
  public static final int MOST_COPIES = 51;

  /** How often births that found no room are drawn again, the first time included. */
  public static final int ROUNDS = 4;

  /** Logit of the opacity of a Gaussian that is born dead. */
  public static final float UNBORN_LOGIT = -20;

  /** Log scale, in metres, of a Gaussian that is born dead. */
  public static final float UNBORN_LOG_SCALE = -10;

  /** A copy must stay this far above the floor, or the next step would relocate it again. */
  private static final double FLOOR_MARGIN = 2;

  /** What a source may keep of the light at least: {@link GrowthSplit} sees no more opacity. */
  private static final double LEAST_LIGHT = 1e-6;

  private static final long STREAM = 0x5851F42D4C957F2DL;
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private static final float LARGEST_LOGIT = 80;
  private static final float LOG2_E = 1.442695f;

  /** 2^-f for f in -1/2..1/2, by powers of f: (-ln 2)^k / k!. */
  private static final float[] POWER = {
    1f, -0.6931472f, 0.2402265f, -0.05550411f, 0.009618129f, -0.0013333558f, 1.540353E-4f
  };

  private GrowthRule() {}

  /** The logit below which a Gaussian is dead. */
  public static float deadBelow(float opacityFloor) {
    return (float) Math.log(opacityFloor / (1.0 - opacityFloor));
  }

  /**
   * The least logit of a Gaussian that may become 2, 3, ... {@link #MOST_COPIES}, in that order:
   * that of 1 - (1 - least)^copies.
   */
  public static float[] limits(float opacityFloor) {
    double least = Math.min(0.5, FLOOR_MARGIN * opacityFloor);
    float[] limits = new float[MOST_COPIES - 1];
    for (int copies = 2; copies <= MOST_COPIES; copies++) {
      double log = copies * Math.log1p(-least);
      boolean possible = Math.exp(log) >= LEAST_LIGHT;
      limits[copies - 2] = possible ? (float) Math.log(Math.expm1(-log)) : Float.POSITIVE_INFINITY;
    }
    return limits;
  }

  /** How many a Gaussian may become, itself included: 1 and the limits that it reaches. */
  public static int copies(float logit, float[] limits) {
    int copies = 1;
    while (copies < MOST_COPIES && logit >= limits[copies - 1]) {
      copies++;
    }
    return copies;
  }

  /**
   * 1 / (1 + e^-logit) in operations of which every device rounds each by itself: within 1e-6 of
   * itself where it matters, and the same bits everywhere.
   */
  public static float opacity(float logit) {
    float x = Math.min(Math.abs(logit), LARGEST_LOGIT);
    float t = x * LOG2_E;
    int whole = (int) (t + 0.5f);
    float f = t - whole;
    float power = POWER[6];
    for (int k = 5; k >= 0; k--) {
      power = power * f + POWER[k];
    }
    float e = Float.intBitsToFloat(Float.floatToRawIntBits(power) - (whole << 23));
    return logit >= 0 ? 1 / (1 + e) : e / (1 + e);
  }

  /** A score that counts: 0 for what is not finite or not positive. */
  public static float score(float opacity, float error) {
    float score = opacity * error;
    return score > 0 && score <= Float.MAX_VALUE ? score : 0;
  }

  /**
   * A score in units of 2^-30 of the power of two below the largest one, cut off.
   *
   * @param score at least 0, at most the largest
   * @param largest above 0
   * @return 0 to 2^31 - 1
   */
  public static int weight(float score, float largest) {
    int bits = Float.floatToRawIntBits(score);
    int most = Math.max(1, Float.floatToRawIntBits(largest) >>> 23);
    int exponent = bits >>> 23;
    int mantissa = (bits & 0x7fffff) | (exponent > 0 ? 0x800000 : 0);
    return (mantissa << 7) >>> Math.min(31, most - Math.max(1, exponent));
  }

  /**
   * Where birth k of n draws: in the k-th part of a sum of weights.
   *
   * @param total above 0
   * @return 0 to total - 1, never less for a later birth
   */
  public static long draw(long seed, int round, int k, int n, long total) {
    long from = part(total, k, n);
    long width = part(total, k + 1, n) - from;
    return from + Math.unsignedMultiplyHigh(bits(seed, round, k), width);
  }

  /** floor(total k / n) without more than 64 bits. */
  private static long part(long total, int k, int n) {
    return total / n * k + total % n * k / n;
  }

  /** SplitMix64's finaliser over a counter. */
  private static long bits(long seed, int round, int k) {
    long z = (seed ^ STREAM) + (((long) k << 2) + round + 1) * STEP;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
