package io.splatlas.ops.offline;

import java.util.SplittableRandom;

/**
 * Exposures as a camera's automatics leave them: every frame brighter or darker by a random factor,
 * and its three colours a quarter as much among each other (white balance). Cut off at black and
 * white as a sensor does.
 *
 * @param amount standard deviation of the logarithm of the factor, 0..1
 * @param seed of the random choices; the same frame gets the same exposure
 */
public record ExposureNoise(double amount, long seed) {
  /** Photographs as they are. */
  public static final ExposureNoise NONE = new ExposureNoise(0, 0);

  private static final double WHITE_BALANCE = 0.25;

  public ExposureNoise {
    if (!(amount >= 0 && amount <= 1)) {
      throw new IllegalArgumentException("exposure noise must be 0..1, got " + amount);
    }
  }

  /**
   * The colours of a frame at another exposure.
   *
   * @param frame its number
   * @param rgb interleaved 8-bit; not changed
   */
  public byte[] applied(long frame, byte[] rgb) {
    if (amount == 0) {
      return rgb;
    }
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + frame);
    double common = amount * random.nextGaussian();
    double[] factors = new double[3];
    for (int c = 0; c < 3; c++) {
      factors[c] = Math.exp(common + WHITE_BALANCE * amount * random.nextGaussian());
    }
    byte[] out = new byte[rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      out[i] = (byte) Math.min(255, Math.round(factors[i % 3] * (rgb[i] & 0xff)));
    }
    return out;
  }
}
