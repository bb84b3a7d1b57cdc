package io.splatlas.ops.study;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** What the semantic field costs: memory of a Gaussian and time of a view, by its channels. */
public final class OverheadStudy {
  private static final int ROUNDS = 5;
  private static final int CELL = 4;
  private static final double MILLIS = 1e3;

  /**
   * A row of its table.
   *
   * @param channels D, 0 = no field
   * @param bytes of all Gaussians as they are served, with their lifting sums
   * @param gaussians how many they are
   * @param colourMillis of a render of colour alone
   * @param fieldMillis of a render of colour and the field
   * @param liftMillis of lifting a view
   */
  public record Row(
      int channels,
      long bytes,
      int gaussians,
      double colourMillis,
      double fieldMillis,
      double liftMillis) {
    /** Bytes that a Gaussian takes. */
    public double bytesOfOne() {
      return (double) bytes / Math.max(1, gaussians);
    }

    /** Views a second of colour alone. */
    public double coloursPerSecond() {
      return MILLIS / colourMillis;
    }

    /** Views a second of colour and the field. */
    public double fieldsPerSecond() {
      return MILLIS / fieldMillis;
    }
  }

  private OverheadStudy() {}

  /**
   * Measures; times are the least of a few views, which a busy machine disturbs least.
   *
   * @param trained Gaussians without a field
   */
  public static void run(
      GpuDevice device,
      GaussianBatch trained,
      List<Camera> cameras,
      List<Integer> channels,
      Consumer<Row> told) {
    // What is measured first would else be slow for being the first.
    channels.stream().max(Integer::compare).ifPresent(d -> row(device, trained, cameras, d));
    for (int d : channels) {
      told.accept(row(device, trained, cameras, d));
    }
  }

  private static Row row(GpuDevice device, GaussianBatch trained, List<Camera> cameras, int d) {
    GaussianBatch batch = withChannels(trained, d);
    try (GaussianSet set = device.allocate(batch.layout(), batch.count())) {
      device.append(set, batch);
      double lift = d == 0 ? 0 : least(cameras, camera -> device.lift(set, camera, map(camera, d)));
      double colour =
          least(cameras, camera -> device.render(set, camera, RenderOptions.of(Layer.COLOUR)));
      double field =
          d == 0
              ? colour
              : least(
                  cameras,
                  camera ->
                      device.render(set, camera, RenderOptions.of(Layer.COLOUR, Layer.FEATURES)));
      return new Row(d, set.bytes(), set.count(), colour, field, lift);
    }
  }

  private static GaussianBatch withChannels(GaussianBatch trained, int channels) {
    GaussianLayout layout = new GaussianLayout(trained.layout().shDegree(), channels);
    float[][] planes = new float[layout.planes()][trained.count()];
    System.arraycopy(trained.planes(), 0, planes, 0, trained.layout().planes());
    return new GaussianBatch(layout, trained.count(), planes);
  }

  private static FeatureMap map(Camera camera, int channels) {
    int columns = Math.max(1, camera.width() / CELL);
    int rows = Math.max(1, camera.height() / CELL);
    float[] values = new float[channels * columns * rows];
    Arrays.fill(values, 0.5f);
    return new FeatureMap(columns, rows, channels, values);
  }

  private static double least(List<Camera> cameras, Consumer<Camera> work) {
    double least = Double.POSITIVE_INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
      for (Camera camera : cameras) {
        long started = System.nanoTime();
        work.accept(camera);
        least = Math.min(least, (System.nanoTime() - started) / 1e6);
      }
    }
    return least;
  }
}
