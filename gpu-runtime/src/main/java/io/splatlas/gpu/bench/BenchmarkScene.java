package io.splatlas.gpu.bench;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import io.splatlas.gpu.ViewData;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A synthetic scene for timing: a wavy, finely textured surface that fills the image, seen from a
 * few cameras in front of it, and Gaussians spread over it as a seeded scene would be (one point in
 * eight floats in front of the surface). Same seed, same scene.
 */
public final class BenchmarkScene {
  private static final double DISTANCE = 3;
  private static final double SPAN = 1.2;
  private static final int SURFACE = 40_000;

  private BenchmarkScene() {}

  /** Gaussians over the surface, opacity 0.1, grey, sized to touch their neighbours. */
  public static GaussianBatch gaussians(GaussianLayout layout, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    GaussianBatch batch = GaussianBatch.zeros(layout, count);
    double size = SPAN * Math.sqrt(4.0 / count);
    for (int i = 0; i < count; i++) {
      place(batch, i, random, size, 0.1, random.nextInt(8) == 0 ? 1 : 0);
      for (int c = 0; c < 3; c++) {
        batch.planes()[GaussianLayout.SH_DC + c][i] = (float) (0.3 * random.nextGaussian());
      }
    }
    return batch;
  }

  /** Photographs of the textured surface, drawn by a device. */
  public static List<ViewData> views(GpuDevice device, int width, int height, int count) {
    GaussianLayout layout = new GaussianLayout(0, 0);
    GaussianBatch truth = GaussianBatch.zeros(layout, SURFACE);
    SplittableRandom random = new SplittableRandom(7);
    double size = SPAN * Math.sqrt(4.0 / SURFACE);
    for (int i = 0; i < SURFACE; i++) {
      place(truth, i, random, size, 0.97, 0);
      double x = truth.planes()[0][i];
      double y = truth.planes()[1][i];
      for (int c = 0; c < 3; c++) {
        double wave = Math.sin(17 * x + c) * Math.cos(13 * y - c) + Math.sin(61 * x * y + 2 * c);
        truth.planes()[GaussianLayout.SH_DC + c][i] = (float) wave;
      }
    }
    List<ViewData> views = new ArrayList<>();
    try (GaussianSet set = device.allocate(layout, SURFACE)) {
      device.append(set, truth);
      for (int k = 0; k < count; k++) {
        views.add(photograph(device, set, camera(width, height, k, count)));
      }
    }
    return views;
  }

  /** The k-th of n cameras in front of the surface. */
  public static Camera camera(int width, int height, int k, int n) {
    double side = n == 1 ? 0 : 0.4 * (2.0 * k / (n - 1) - 1);
    double focal = Math.max(width, height) * DISTANCE / (2 * SPAN);
    double[] pose = {1, 0, 0, side, 0, 1, 0, 0, 0, 0, 1, -DISTANCE, 0, 0, 0, 1};
    return Camera.fromCameraToWorld(
        width, height, focal, focal, width / 2.0 + side / DISTANCE * focal, height / 2.0, pose);
  }

  private static void place(
      GaussianBatch batch, int i, SplittableRandom random, double size, double opacity, int apart) {
    double x = SPAN * (2 * random.nextDouble() - 1);
    double y = SPAN * (2 * random.nextDouble() - 1);
    double z = 0.2 * Math.sin(3 * x) * Math.cos(2 * y) - apart * random.nextDouble();
    float[][] planes = batch.planes();
    planes[GaussianLayout.POSITION][i] = (float) x;
    planes[GaussianLayout.POSITION + 1][i] = (float) y;
    planes[GaussianLayout.POSITION + 2][i] = (float) z;
    for (int a = 0; a < 4; a++) {
      planes[GaussianLayout.ROTATION + a][i] = (float) random.nextGaussian();
    }
    for (int a = 0; a < 3; a++) {
      planes[GaussianLayout.SCALE + a][i] =
          (float) Math.log(size * (0.3 + 0.7 * random.nextDouble()));
    }
    planes[GaussianLayout.OPACITY][i] = (float) Math.log(opacity / (1 - opacity));
  }

  private static ViewData photograph(GpuDevice device, GaussianSet set, Camera camera) {
    RenderedView view = device.render(set, camera, RenderOptions.of(Layer.COLOUR));
    float[] colour = view.colour();
    byte[] rgb = new byte[3 * camera.width() * camera.height()];
    for (int i = 0; colour != null && i < rgb.length; i++) {
      rgb[i] = (byte) Math.clamp(Math.round(255 * colour[i]), 0, 255);
    }
    return new ViewData(camera, rgb, null, null);
  }
}
