package io.splatlas.gpu.reference;

import io.splatlas.gpu.host.Blending;
import io.splatlas.gpu.reference.SplatList.Splat;

/**
 * Front-to-back blending at every pixel of an image: which splats a pixel blends, in order, with
 * which alpha, and how much light was left before each.
 */
final class PixelBlend {
  /** What to do at a pixel once it is blended. */
  interface Visitor {
    void visit(int x, int y, PixelBlend pixel);
  }

  private final Splat[] splats;
  private final int[] inRow;
  private final int[] blended;
  private final double[] alphas;
  private final double[] lights;
  private int count;
  private double transmittance;

  private PixelBlend(Splat[] splats) {
    this.splats = splats;
    inRow = new int[splats.length];
    blended = new int[splats.length];
    alphas = new double[splats.length];
    lights = new double[splats.length];
  }

  /** Visits all pixels row by row. */
  static void forEachPixel(Splat[] splats, int width, int height, Visitor visitor) {
    PixelBlend pixel = new PixelBlend(splats);
    for (int y = 0; y < height; y++) {
      int candidates = pixel.selectRow(y + 0.5);
      for (int x = 0; x < width; x++) {
        pixel.blend(candidates, x + 0.5, y + 0.5);
        visitor.visit(x, y, pixel);
      }
    }
  }

  /** Splats blended here. */
  int count() {
    return count;
  }

  /** Index of the k-th blended splat in the list, front to back. */
  int index(int k) {
    return blended[k];
  }

  Splat splat(int k) {
    return splats[blended[k]];
  }

  double alpha(int k) {
    return alphas[k];
  }

  /** Transmittance in front of the k-th. */
  double light(int k) {
    return lights[k];
  }

  /** Blend weight alpha_k T_k. */
  double weight(int k) {
    return alphas[k] * lights[k];
  }

  /** Transmittance behind the last: the background's weight. */
  double background() {
    return transmittance;
  }

  private int selectRow(double y) {
    int n = 0;
    for (int s = 0; s < splats.length; s++) {
      if (splats[s].reachesRow(y)) {
        inRow[n++] = s;
      }
    }
    return n;
  }

  private void blend(int candidates, double x, double y) {
    count = 0;
    transmittance = 1;
    for (int k = 0; k < candidates && transmittance >= Blending.MIN_TRANSMITTANCE; k++) {
      Splat splat = splats[inRow[k]];
      double alpha =
          Math.min(Blending.MAX_ALPHA, splat.opacity() * Math.exp(-splat.halfDistance(x, y)));
      if (alpha >= Blending.MIN_ALPHA) {
        blended[count] = inRow[k];
        alphas[count] = alpha;
        lights[count++] = transmittance;
        transmittance *= 1 - alpha;
      }
    }
  }
}
