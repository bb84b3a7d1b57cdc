package io.splatlas.gpu;

import java.util.SplittableRandom;

/**
 * Random Gaussians around the origin, cameras on a ring that looks at them, photographs of them.
 */
public final class SyntheticScenes {
  private SyntheticScenes() {}

  /**
   * Gaussians in the cube of half side 0.5 m with extents of about {@code extent}, opacities
   * 0.3..0.95, random colours and orientation, random SH and features of small size.
   */
  public static GaussianBatch gaussians(
      GaussianLayout layout, int count, double extent, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    GaussianBatch batch = GaussianBatch.zeros(layout, count);
    float[][] planes = batch.planes();
    for (int i = 0; i < count; i++) {
      for (int a = 0; a < 3; a++) {
        planes[GaussianLayout.POSITION + a][i] = (float) (random.nextDouble() - 0.5);
        planes[GaussianLayout.SCALE + a][i] =
            (float) Math.log(extent * (0.5 + random.nextDouble()));
        planes[GaussianLayout.SH_DC + a][i] = (float) (3 * (random.nextDouble() - 0.4));
      }
      for (int k = 0; k < 4; k++) {
        planes[GaussianLayout.ROTATION + k][i] = (float) random.nextGaussian();
      }
      double opacity = 0.3 + 0.65 * random.nextDouble();
      planes[GaussianLayout.OPACITY][i] = (float) Math.log(opacity / (1 - opacity));
      for (int p = GaussianLayout.SH_REST; p < layout.featureOffset(); p++) {
        planes[p][i] = (float) (0.1 * random.nextGaussian());
      }
      for (int p = layout.featureOffset(); p < layout.planes(); p++) {
        planes[p][i] = (float) random.nextGaussian();
      }
    }
    return batch;
  }

  /**
   * The k-th of n cameras on a ring of radius 2 m, 0.5 m above the origin (the world's y points
   * down), looking at it with a horizontal field of view of 53 degrees.
   */
  public static Camera ring(int width, int height, int k, int n) {
    double angle = 2 * Math.PI * k / n;
    return lookAtOrigin(width, height, 2 * Math.sin(angle), -0.5, -2 * Math.cos(angle));
  }

  /** A camera somewhere that looks at the origin; its x axis is level. */
  public static Camera lookAtOrigin(int width, int height, double x, double y, double z) {
    double distance = Math.sqrt(x * x + y * y + z * z);
    double[] forward = {-x / distance, -y / distance, -z / distance};
    double level = Math.hypot(forward[0], forward[2]);
    double[] right = {forward[2] / level, 0, -forward[0] / level};
    double[] down = {
      forward[1] * right[2] - forward[2] * right[1],
      forward[2] * right[0] - forward[0] * right[2],
      forward[0] * right[1] - forward[1] * right[0]
    };
    double[] pose = {
      right[0],
      down[0],
      forward[0],
      x,
      right[1],
      down[1],
      forward[1],
      y,
      right[2],
      down[2],
      forward[2],
      z,
      0,
      0,
      0,
      1
    };
    return Camera.fromCameraToWorld(width, height, width, width, width / 2.0, height / 2.0, pose);
  }

  /** A batch whose parameters (features excepted) are moved a little at random. */
  public static GaussianBatch perturbed(GaussianBatch batch, double amount, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    GaussianBatch out = GaussianBatch.zeros(batch.layout(), batch.count());
    for (int p = 0; p < batch.layout().planes(); p++) {
      double size = p < GaussianLayout.ROTATION ? 0.1 * amount : amount;
      boolean moved = p < batch.layout().featureOffset();
      for (int i = 0; i < batch.count(); i++) {
        double offset = moved ? size * random.nextGaussian() : 0;
        out.planes()[p][i] = (float) (batch.planes()[p][i] + offset);
      }
    }
    return out;
  }

  /**
   * What a camera would photograph of a set, with the depth it would measure where it is opaque.
   */
  public static ViewData photograph(GpuDevice device, GaussianSet set, Camera camera) {
    RenderedView view =
        device.render(set, camera, RenderOptions.of(Layer.COLOUR, Layer.DEPTH, Layer.ALPHA));
    float[] colour = layer(view.colour());
    float[] depth = layer(view.depth());
    float[] alpha = layer(view.alpha());
    byte[] rgb = new byte[colour.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) Math.clamp(Math.round(255 * colour[i]), 0, 255);
    }
    for (int p = 0; p < depth.length; p++) {
      depth[p] = alpha[p] > 0.5f ? depth[p] : 0;
    }
    return new ViewData(camera, rgb, depth, null);
  }

  /** PSNR of two layers of values in 0..1, dB, at most 100. */
  public static double psnr(float[] a, float[] b) {
    double squared = 0;
    for (int i = 0; i < a.length; i++) {
      squared += (a[i] - b[i]) * (double) (a[i] - b[i]);
    }
    return -10 * Math.log10(Math.max(1e-10, squared / a.length));
  }

  /** A layer that was asked for. */
  public static float[] layer(float @org.jspecify.annotations.Nullable [] values) {
    if (values == null) {
      throw new AssertionError("the layer was not rendered");
    }
    return values;
  }
}
