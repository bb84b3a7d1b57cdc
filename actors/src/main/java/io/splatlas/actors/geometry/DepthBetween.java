package io.splatlas.actors.geometry;

/** Depth between the pixels of a depth image. */
public final class DepthBetween {
  private DepthBetween() {}

  /**
   * Inverse depth between four pixels: planes are linear in it.
   *
   * @param a depth at the top left, metres, 0 = unknown
   * @param b at the top right
   * @param c at the bottom left
   * @param d at the bottom right
   * @param right of the left pixels' centres, 0..1 pixels
   * @param below the top pixels' centres, 0..1 pixels
   * @param sameSurface pixels farther apart than this share of the nearest's depth lie on two
   *     surfaces: nothing is between them
   * @return per metre; NaN where depth is unknown or across an edge
   */
  public static double inverse(
      float a, float b, float c, float d, double right, double below, double sameSurface) {
    float least = Math.min(Math.min(a, b), Math.min(c, d));
    float most = Math.max(Math.max(a, b), Math.max(c, d));
    if (!(least > 0 && most - least < sameSurface * least)) {
      return Double.NaN;
    }
    return (1 - below) * ((1 - right) / a + right / b) + below * ((1 - right) / c + right / d);
  }
}
