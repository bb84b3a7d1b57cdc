package io.splatlas.gpu.host;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianLayout;

/**
 * Colour of one Gaussian seen from one camera: SH(d) + 0.5 within 0..{@link Blending#MAX_COLOUR}
 * with d the unit direction from the camera's centre to the Gaussian, and its derivative (zero
 * where it is cut off).
 *
 * <p>A mutable structure for one thread, used like {@link SplatProjector}.
 */
public final class SplatColour {
  private final int degree;
  private final double[] centre;
  private final double[] basis = new double[SphericalHarmonics.MAX_BASIS];
  private final double[] gBasis = new double[SphericalHarmonics.MAX_BASIS];
  private final double[] gDirection = new double[3];
  private final double[] direction = new double[3];
  private double distance;

  /** Red, green, blue, 0..{@link Blending#MAX_COLOUR}. */
  public final double[] rgb = new double[3];

  private final boolean[] within = new boolean[3];

  /**
   * @param degree active degree, at most the layout's
   */
  public SplatColour(Camera camera, int degree) {
    this.degree = degree;
    centre = camera.centre();
  }

  /** Fills {@link #rgb}. */
  public void evaluate(float[][] planes, int i) {
    double norm2 = 0;
    for (int a = 0; a < 3; a++) {
      direction[a] = planes[GaussianLayout.POSITION + a][i] - centre[a];
      norm2 += direction[a] * direction[a];
    }
    distance = Math.max(1e-12, Math.sqrt(norm2));
    for (int a = 0; a < 3; a++) {
      direction[a] /= distance;
    }
    SphericalHarmonics.evaluate(degree, direction[0], direction[1], direction[2], basis);
    for (int c = 0; c < 3; c++) {
      double colour = 0.5;
      for (int k = 0; k < SphericalHarmonics.size(degree); k++) {
        colour += basis[k] * planes[plane(k, c)][i];
      }
      within[c] = colour > 0 && colour < Blending.MAX_COLOUR;
      rgb[c] = Math.clamp(colour, 0, Blending.MAX_COLOUR);
    }
  }

  /**
   * The chain rule through the last {@link #evaluate}.
   *
   * @param g dL/d rgb
   * @param out gradients by plane: the SH planes of the active degree are overwritten, the position
   *     planes added to
   */
  public void backward(float[][] planes, int i, double[] g, double[] out) {
    for (int k = 0; k < SphericalHarmonics.size(degree); k++) {
      gBasis[k] = 0;
      for (int c = 0; c < 3; c++) {
        double gc = within[c] ? g[c] : 0;
        out[plane(k, c)] = gc * basis[k];
        gBasis[k] += gc * planes[plane(k, c)][i];
      }
    }
    if (degree == 0) {
      return;
    }
    SphericalHarmonics.backward(
        degree, direction[0], direction[1], direction[2], gBasis, gDirection);
    double along = 0;
    for (int a = 0; a < 3; a++) {
      along += gDirection[a] * direction[a];
    }
    for (int a = 0; a < 3; a++) {
      out[GaussianLayout.POSITION + a] += (gDirection[a] - along * direction[a]) / distance;
    }
  }

  /** SH DC and rest planes follow each other, coefficient-major. */
  private static int plane(int coefficient, int channel) {
    return GaussianLayout.SH_DC + 3 * coefficient + channel;
  }
}
