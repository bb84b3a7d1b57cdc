package io.splatlas.gpu;

/**
 * A consistent copy of a Gaussian set.
 *
 * @param gaussians all parameters
 * @param identities a number per Gaussian that is never reused within its set; relocation gives a
 *     new one
 * @param instances instance id per Gaussian, 0 = none
 * @param liftingWeights sum of blend weights lifted so far per Gaussian (how well it has been
 *     seen), in pixels
 */
public record GaussianSnapshot(
    GaussianBatch gaussians, long[] identities, int[] instances, float[] liftingWeights) {
  /** Gaussians in the copy. */
  public int count() {
    return gaussians.count();
  }
}
