package io.splatlas.gpu;

/**
 * The one owner of how a Gaussian is laid out: a structure of arrays, one plane of floats per
 * component, in the order of the groups. Every device and every file format asks here.
 *
 * <p>Planes: position x y z (metres); rotation w x y z (quaternion, normalised on use); log scale x
 * y z (natural log of metres); opacity (logit); SH DC r g b; SH rest, coefficient-major
 * (coefficient 1 r g b, coefficient 2 r g b, ...); semantic channels.
 *
 * @param shDegree spherical-harmonics degree, 0..3
 * @param features semantic channels D, 0..512
 */
public record GaussianLayout(int shDegree, int features) {
  public static final int POSITION = 0;
  public static final int ROTATION = 3;
  public static final int SCALE = 7;
  public static final int OPACITY = 10;
  public static final int SH_DC = 11;
  public static final int SH_REST = 14;

  /** Value of the constant spherical harmonic: colour = SH_C0 * dc + 0.5. */
  public static final float SH_C0 = 0.2820948f;

  public GaussianLayout {
    if (shDegree < 0 || shDegree > 3) {
      throw new IllegalArgumentException("SH degree must be 0..3, got " + shDegree);
    }
    if (features < 0 || features > 512) {
      throw new IllegalArgumentException("semantic channels must be 0..512, got " + features);
    }
  }

  /** Coefficients per colour channel beyond DC: 0, 3, 8 or 15. */
  public int shRestCoefficients() {
    return (shDegree + 1) * (shDegree + 1) - 1;
  }

  /** First semantic plane; also the number of planes the photometric loss optimises. */
  public int featureOffset() {
    return SH_REST + 3 * shRestCoefficients();
  }

  /** All planes of a Gaussian. */
  public int planes() {
    return featureOffset() + features;
  }
}
