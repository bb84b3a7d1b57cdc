package io.splatlas.gpu.host;

/** The constants of METHOD section 1 that every device blends with. */
public final class Blending {
  /** Gaussians whose centre is nearer than this along the optical axis are not drawn, metres. */
  public static final double NEAR = 0.01;

  /** Added to the diagonal of the covariance on screen, square pixels. */
  public static final double LOW_PASS = 0.3;

  /** Alpha of one Gaussian at one pixel is at most this; its gradient is zero there. */
  public static final double MAX_ALPHA = 0.99;

  /**
   * A Gaussian is no brighter than this, where white is 1; its gradient is zero there. Far beyond
   * what a photograph can teach, and small enough that sums of squares over an image stay finite.
   */
  public static final double MAX_COLOUR = 1000;

  /** A Gaussian is skipped at a pixel where its alpha is below this. */
  public static final double MIN_ALPHA = 1.0 / 255;

  /**
   * A pixel is finished once its transmittance is below this; the Gaussian that took it there is
   * still blended.
   */
  public static final double MIN_TRANSMITTANCE = 1e-4;

  private Blending() {}
}
