package io.splatlas.gpu.bench;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.DeviceMemoryException;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.GrowthOptions;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import io.splatlas.gpu.StepReport;
import io.splatlas.gpu.TrainingOptions;
import io.splatlas.gpu.TrainingView;
import io.splatlas.gpu.ViewData;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Takes a device to the sizes it must bear: renders every layer, trains, grows and renders again,
 * and looks at every number that comes out. What does not fit must be refused by name and leave the
 * device as it was.
 */
public final class LimitsBenchmark {
  /**
   * What to try.
   *
   * @param gaussians at least 1
   * @param width of the image, pixels
   * @param height of the image, pixels
   * @param shDegree 0..3
   */
  public record Trial(int gaussians, int width, int height, int shDegree) {}

  /**
   * What came of it.
   *
   * @param trial what was tried
   * @param renderSeconds of the first render, all layers
   * @param stepSeconds of the second training step
   * @param peakBytes the device held at most where that was looked at
   * @param refusal why there was not enough memory, empty when there was
   */
  public record Outcome(
      Trial trial, double renderSeconds, double stepSeconds, long peakBytes, String refusal) {}

  /** A picture of a pixel, an 8K picture, three million Gaussians. */
  public static final List<Trial> TRIALS =
      List.of(
          new Trial(100_000, 1, 1, 3),
          new Trial(100_000, 7680, 4320, 3),
          new Trial(3_000_000, 1920, 1080, 0),
          new Trial(3_000_000, 640, 480, 3));

  private static final int FEATURES = 0;

  private LimitsBenchmark() {}

  /**
   * Tries.
   *
   * @throws IllegalStateException when a number is not what it may be, or a refusal left something
   *     behind
   */
  public static Outcome run(GpuDevice device, Trial trial) {
    long before = device.memory().used();
    try {
      return bear(device, trial);
    } catch (DeviceMemoryException full) {
      // Scratch space stays for the next operation; sets and views are closed by now.
      return new Outcome(
          trial, 0, 0, device.memory().used() - before, String.valueOf(full.getMessage()));
    }
  }

  private static Outcome bear(GpuDevice device, Trial trial) {
    GaussianLayout layout = new GaussianLayout(trial.shDegree(), FEATURES);
    Camera camera = BenchmarkScene.camera(trial.width(), trial.height(), 0, 1);
    try (GaussianSet set = device.allocate(layout, trial.gaussians())) {
      append(device, set, trial.gaussians());
      long start = System.nanoTime();
      check(render(device, set, camera));
      double renderSeconds = (System.nanoTime() - start) / 1e9;
      double stepSeconds = train(device, set, camera);
      long peak = device.memory().used();
      device.grow(set, new GrowthOptions(trial.gaussians(), 0.005f, 0, 1));
      check(render(device, set, camera));
      checkParameters(device, set);
      return new Outcome(trial, renderSeconds, stepSeconds, peak, "");
    }
  }

  /** In pieces, so that the host does not hold everything twice. */
  private static void append(GpuDevice device, GaussianSet set, int count) {
    int piece = 250_000;
    for (int from = 0; from < count; from += piece) {
      GaussianBatch batch =
          BenchmarkScene.gaussians(set.layout(), Math.min(piece, count - from), 1 + from);
      device.append(set, batch);
    }
  }

  private static RenderedView render(GpuDevice device, GaussianSet set, Camera camera) {
    return device.render(
        set,
        camera,
        new RenderOptions(
            Set.of(Layer.COLOUR, Layer.DEPTH, Layer.ALPHA, Layer.IDS), 3, false, new float[3]));
  }

  private static double train(GpuDevice device, GaussianSet set, Camera camera) {
    byte[] rgb = new byte[3 * camera.width() * camera.height()];
    new SplittableRandom(1).nextBytes(rgb);
    try (TrainingView view = device.upload(new ViewData(camera, rgb, null, null))) {
      TrainingOptions options = TrainingOptions.defaults(1e-4f);
      device.train(set, List.of(view), options);
      long start = System.nanoTime();
      StepReport report = device.train(set, List.of(view), options).getFirst();
      require(Double.isFinite(report.loss()), "the loss is " + report.loss());
      return (System.nanoTime() - start) / 1e9;
    }
  }

  private static void check(RenderedView view) {
    float[] colour = view.colour();
    float[] alpha = view.alpha();
    float[] depth = view.depth();
    if (colour == null || alpha == null || depth == null) {
      throw new IllegalStateException("a layer was not rendered");
    }
    double light = 0;
    for (int i = 0; i < alpha.length; i++) {
      require(alpha[i] >= 0 && alpha[i] <= 1.0001f, "alpha is " + alpha[i]);
      require(depth[i] >= 0 && Float.isFinite(depth[i]), "depth is " + depth[i]);
      light += alpha[i];
    }
    for (float c : colour) {
      require(c >= 0 && Float.isFinite(c), "colour is " + c);
    }
    require(light > 0.01 * alpha.length, "the image is empty");
  }

  private static void checkParameters(GpuDevice device, GaussianSet set) {
    float[][] planes = device.snapshot(set).gaussians().planes();
    for (int p = 0; p < planes.length; p++) {
      for (int i = 0; i < set.count(); i++) {
        require(Float.isFinite(planes[p][i]), "plane " + p + " of " + i + " is " + planes[p][i]);
      }
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
