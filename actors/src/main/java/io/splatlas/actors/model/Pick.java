package io.splatlas.actors.model;

import io.splatlas.gpu.Camera;

/** Where to look for instances. */
public sealed interface Pick {

  /**
   * What is seen at a pixel of a view.
   *
   * @param x column, 0..width - 1
   * @param y row, 0..height - 1
   */
  record Pixel(Camera camera, int x, int y) implements Pick {
    public Pixel {
      if (x < 0 || y < 0 || x >= camera.width() || y >= camera.height()) {
        throw new IllegalArgumentException(
            "pixel (%d, %d) is outside an image of %dx%d"
                .formatted(x, y, camera.width(), camera.height()));
      }
    }
  }

  /**
   * What a half-line meets first.
   *
   * @param origin where it begins, metres
   * @param direction any finite length but 0
   */
  @SuppressWarnings("NullAway") // see the house rules on array parameters of compact constructors
  record Ray(double[] origin, double[] direction) implements Pick {
    public Ray {
      double length = Math.hypot(Math.hypot(direction[0], direction[1]), direction[2]);
      if (!(length > 0) || !Double.isFinite(length)) {
        throw new IllegalArgumentException("the direction of a ray must have a length");
      }
    }
  }

  /**
   * What has its Gaussians in a box.
   *
   * @param min smallest coordinates, metres
   * @param max largest coordinates, metres
   * @param minShare share of an instance's Gaussians that must be inside, 0..1, 0 = at least one
   */
  record Region(double[] min, double[] max, double minShare) implements Pick {}
}
