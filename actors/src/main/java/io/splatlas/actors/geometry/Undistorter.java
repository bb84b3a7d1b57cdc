package io.splatlas.actors.geometry;

import io.splatlas.actors.model.CameraModel;

/**
 * Turns photographs of a lens into those of an ideal pinhole of the same size, focal lengths and
 * principal point: pixels of the ideal image that the lens did not see are marked invalid, the rim
 * of what it saw beyond is lost. Immutable; holds one remap table, 8 bytes a pixel.
 */
public final class Undistorter {
  private final CameraModel camera;
  private final float[] sourceX;
  private final float[] sourceY;
  private final boolean complete;

  /**
   * Computes the remap table.
   *
   * @param camera 1 to 2^26 pixels
   */
  public Undistorter(CameraModel camera) {
    this.camera = camera;
    int pixels = camera.width() * camera.height();
    sourceX = new float[pixels];
    sourceY = new float[pixels];
    complete = fill(new Lens(camera));
  }

  private boolean fill(Lens lens) {
    boolean all = true;
    int width = camera.width();
    for (int j = 0; j < camera.height(); j++) {
      double y = (j + 0.5 - camera.cy()) / camera.fy();
      for (int i = 0; i < width; i++) {
        double x = (i + 0.5 - camera.cx()) / camera.fx();
        double u = camera.fx() * lens.distortX(x, y) + camera.cx();
        double v = camera.fy() * lens.distortY(x, y) + camera.cy();
        boolean seen = lens.sees(x, y) && u >= 0 && v >= 0 && u <= width && v <= camera.height();
        sourceX[j * width + i] = seen ? (float) u : Float.NaN;
        sourceY[j * width + i] = (float) v;
        all &= seen;
      }
    }
    return all;
  }

  /** The camera whose lens is undone. */
  public CameraModel camera() {
    return camera;
  }

  /** Whether the lens saw every pixel of the ideal image. */
  public boolean complete() {
    return complete;
  }

  /** 1 where the lens saw the ideal image's pixel, else 0. */
  public byte[] valid() {
    byte[] valid = new byte[sourceX.length];
    for (int p = 0; p < valid.length; p++) {
      valid[p] = (byte) (Float.isNaN(sourceX[p]) ? 0 : 1);
    }
    return valid;
  }

  /**
   * Resamples colour bilinearly; black where the lens saw nothing.
   *
   * @param rgb interleaved, 3 * width * height, as photographed
   */
  public byte[] colour(byte[] rgb) {
    int width = camera.width();
    int height = camera.height();
    byte[] out = new byte[rgb.length];
    for (int p = 0; p < sourceX.length; p++) {
      if (Float.isNaN(sourceX[p])) {
        continue;
      }
      float u = Math.clamp(sourceX[p] - 0.5f, 0, width - 1);
      float v = Math.clamp(sourceY[p] - 0.5f, 0, height - 1);
      int i = (int) u;
      int j = (int) v;
      float a = u - i;
      float b = v - j;
      int topLeft = 3 * (j * width + i);
      int right = i + 1 < width ? 3 : 0;
      int down = j + 1 < height ? 3 * width : 0;
      for (int c = 0; c < 3; c++) {
        float top = mix(rgb[topLeft + c], rgb[topLeft + right + c], a);
        float bottom = mix(rgb[topLeft + down + c], rgb[topLeft + down + right + c], a);
        out[3 * p + c] = (byte) (top + b * (bottom - top) + 0.5f);
      }
    }
    return out;
  }

  private static float mix(byte from, byte to, float share) {
    float a = from & 0xff;
    return a + share * ((to & 0xff) - a);
  }

  /**
   * Resamples depth by the nearest pixel, so that no depth is invented between two surfaces; 0
   * where the lens saw nothing.
   *
   * @param depth width * height, as photographed
   */
  public float[] depth(float[] depth) {
    int width = camera.width();
    int height = camera.height();
    float[] out = new float[depth.length];
    for (int p = 0; p < sourceX.length; p++) {
      if (!Float.isNaN(sourceX[p])) {
        int i = Math.min((int) sourceX[p], width - 1);
        int j = Math.min((int) sourceY[p], height - 1);
        out[p] = depth[j * width + i];
      }
    }
    return out;
  }
}
