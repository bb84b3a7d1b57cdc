package io.splatlas.actors.seed;

import io.splatlas.actors.geometry.ViewGeometry;
import io.splatlas.actors.image.TrainingImage;
import io.splatlas.gpu.Camera;

/**
 * A textured wall at z = 4 and a textured box in front of it (its face at z = 2.5, |x|, |y| up to
 * 0.5), seen without noise; depth is exact.
 */
public final class SyntheticScene {
  public static final double WALL = 4;
  public static final double FACE = 2.5;

  private SyntheticScene() {}

  /** A camera at (x, y, 0) that looks along z, turned by an angle about the vertical. */
  public static Camera camera(int width, int height, double x, double y, double yaw) {
    double c = Math.cos(yaw);
    double s = Math.sin(yaw);
    double[] pose = {c, 0, s, x, 0, 1, 0, y, -s, 0, c, 0, 0, 0, 0, 1};
    return Camera.fromCameraToWorld(width, height, width, width, width / 2.0, height / 2.0, pose);
  }

  public static TrainingImage view(double x, double y, double yaw) {
    return view(camera(160, 120, x, y, yaw));
  }

  // javac loses the nullness of a compact constructor's array parameters in the class file.
  @SuppressWarnings("NullAway")
  public static TrainingImage view(Camera camera) {
    int width = camera.width();
    int height = camera.height();
    ViewGeometry view = new ViewGeometry(camera);
    byte[] rgb = new byte[3 * width * height];
    float[] depth = new float[width * height];
    double[] far = new double[3];
    for (int p = 0; p < depth.length; p++) {
      int row = p / width;
      view.backProject(p % width + 0.5, row + 0.5, 1, far);
      double[] hit = hit(view.centre, far);
      // At depth 1 the ray advances by its z; depth is along the optical axis.
      depth[p] = (float) hit[2];
      for (int channel = 0; channel < 3; channel++) {
        rgb[3 * p + channel] = (byte) Math.round(255 * colour(hit[0], hit[1], channel));
      }
    }
    return new TrainingImage(camera, rgb, depth, null);
  }

  /** Position x y on the surface met first, and the multiple of the ray's unit-depth vector. */
  private static double[] hit(double[] centre, double[] through) {
    double dz = through[2] - centre[2];
    double toFace = (FACE - centre[2]) / dz;
    double x = centre[0] + toFace * (through[0] - centre[0]);
    double y = centre[1] + toFace * (through[1] - centre[1]);
    if (Math.abs(x) <= 0.5 && Math.abs(y) <= 0.5) {
      return new double[] {x + 7, y + 3, toFace};
    }
    double toWall = (WALL - centre[2]) / dz;
    return new double[] {
      centre[0] + toWall * (through[0] - centre[0]),
      centre[1] + toWall * (through[1] - centre[1]),
      toWall
    };
  }

  /** A texture with detail at several sizes, 0..1. */
  static double colour(double x, double y, int channel) {
    double value = 0;
    double amplitude = 0.5;
    double size = 3;
    for (int octave = 0; octave < 4; octave++) {
      value += amplitude * noise(size * x + 17 * channel, size * y, octave);
      amplitude *= 0.6;
      size *= 2.3;
    }
    return Math.clamp(0.5 + 0.8 * (value - 0.55), 0, 1);
  }

  private static double noise(double x, double y, int octave) {
    double fx = Math.floor(x);
    double fy = Math.floor(y);
    double a = smooth(x - fx);
    double b = smooth(y - fy);
    double top = mix(hash(fx, fy, octave), hash(fx + 1, fy, octave), a);
    return mix(top, mix(hash(fx, fy + 1, octave), hash(fx + 1, fy + 1, octave), a), b);
  }

  private static double smooth(double t) {
    return t * t * (3 - 2 * t);
  }

  private static double mix(double from, double to, double share) {
    return from + share * (to - from);
  }

  private static double hash(double x, double y, int octave) {
    long column = (long) x;
    long row = (long) y;
    long h = column * 0x9E3779B97F4A7C15L + row * 0xC2B2AE3D27D4EB4FL + octave * 0x165667B1L;
    h = (h ^ (h >>> 29)) * 0xBF58476D1CE4E5B9L;
    h ^= h >>> 32;
    return (h & 0xffff) / 65535.0;
  }
}
