package io.splatlas.actors.seed;

import io.splatlas.actors.geometry.ViewGeometry;
import io.splatlas.actors.image.TrainingImage;

/**
 * Seeds on surfaces of known depth, measured or estimated: samples of the image, back-projected,
 * flat along the surface, as large as the distance between samples.
 */
final class SurfaceSeeds {
  /** Standard deviation over distance between samples: neighbours just overlap. */
  private static final double SPREAD = 0.5;

  /** Surfaces seen at a flatter angle are stretched no further: cosine of the angle. */
  private static final double MIN_COSINE = 0.3;

  private final TrainingImage image;
  private final ViewGeometry view;
  private final double flatness;
  private final double opacity;
  private final SeedBuffer seeds;
  private final double[] position = new double[3];
  private final double[] normal = new double[3];
  private final double[] ray = new double[3];

  /**
   * @param opacity of the seeds
   */
  SurfaceSeeds(TrainingImage image, SeedOptions options, double opacity, SeedBuffer seeds) {
    this.image = image;
    this.view = new ViewGeometry(image.camera());
    this.flatness = options.flatness();
    this.opacity = opacity;
    this.seeds = seeds;
  }

  /**
   * Adds a seed at a pixel.
   *
   * @param fit of the surface at this pixel; slopes are per pixel of this image
   * @param spacing distance to the next seeds, pixels
   * @param rank see {@link SeedBuffer}
   */
  void add(int pixel, SurfaceFit fit, float spacing, float rank) {
    add(pixel, fit.inverse, fit.slopeX, fit.slopeY, spacing, rank);
  }

  /** As above with the plane given: inverse depth at the pixel and its change per pixel. */
  void add(int pixel, double inverse, double slopeX, double slopeY, float spacing, float rank) {
    int x = pixel % image.width();
    int y = pixel / image.width();
    double z = 1 / inverse;
    double u = x + 0.5;
    double v = y + 0.5;
    view.backProject(u, v, z, position);
    double nx = slopeX * view.fx;
    double ny = slopeY * view.fy;
    double nz = inverse - slopeX * (u - view.cx) - slopeY * (v - view.cy);
    double length = Math.sqrt(nx * nx + ny * ny + nz * nz);
    view.rotateToWorld(-nx / length, -ny / length, -nz / length, normal);
    double distance = 0;
    for (int axis = 0; axis < 3; axis++) {
      ray[axis] = position[axis] - view.centre[axis];
      distance += ray[axis] * ray[axis];
    }
    distance = Math.sqrt(distance);
    for (int axis = 0; axis < 3; axis++) {
      ray[axis] /= distance;
    }
    double cosine = Math.max(MIN_COSINE, Math.abs(Rotations.dot(normal, ray)));
    double size = SPREAD * spacing * z / view.focal();
    seeds
        .add(rank, position)
        .rotation(Rotations.facing(normal, ray))
        .scale(size / cosine, size, size * flatness)
        .opacity(opacity);
    colour(x, y, spacing);
  }

  /** The mean colour of the pixels the seed stands for. */
  private void colour(int px, int py, float spacing) {
    int radius = Math.clamp((int) (spacing * 0.5f - 0.25f), 0, 3);
    int width = image.width();
    double red = 0;
    double green = 0;
    double blue = 0;
    int count = 0;
    byte[] rgb = image.rgb();
    byte[] valid = image.valid();
    for (int y = Math.max(0, py - radius); y <= Math.min(image.height() - 1, py + radius); y++) {
      for (int x = Math.max(0, px - radius); x <= Math.min(width - 1, px + radius); x++) {
        int p = y * width + x;
        if (valid == null || valid[p] != 0) {
          red += rgb[3 * p] & 0xff;
          green += rgb[3 * p + 1] & 0xff;
          blue += rgb[3 * p + 2] & 0xff;
          count++;
        }
      }
    }
    double norm = 255.0 * Math.max(1, count);
    seeds.colour(red / norm, green / norm, blue / norm);
  }
}
