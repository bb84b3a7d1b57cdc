package io.splatlas.gpu;

/**
 * How to adapt the number and places of Gaussians.
 *
 * @param target number wanted after this call; growth never passes the capacity
 * @param opacityFloor Gaussians below this opacity are relocated, default 0.005
 * @param positionNoise scale of the exploration noise added to uncertain Gaussians, metres, 0 for
 *     none
 * @param seed of all random draws
 */
public record GrowthOptions(int target, float opacityFloor, float positionNoise, long seed) {
  public GrowthOptions {
    if (target < 0) {
      throw new IllegalArgumentException("target must be at least 0, got " + target);
    }
    if (!(opacityFloor >= 0 && opacityFloor < 1)) {
      throw new IllegalArgumentException("opacityFloor must be in [0, 1), got " + opacityFloor);
    }
    if (!(positionNoise >= 0 && Float.isFinite(positionNoise))) {
      throw new IllegalArgumentException(
          "positionNoise must be finite and at least 0, got " + positionNoise);
    }
  }

  /**
   * Gaussians that a set has after growth: the target within the capacity, never fewer than before;
   * an empty set stays empty, as it has nobody to be born of.
   *
   * @param count Gaussians before
   */
  public int reached(int count, int capacity) {
    return count == 0 ? 0 : Math.max(count, Math.min(target, capacity));
  }
}
