package io.splatlas.actors.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.SyntheticScene;
import io.splatlas.actors.image.TrainingImage;
import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.seed.SeedOptions;
import io.splatlas.actors.seed.Seeds;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import io.splatlas.gpu.cpu.CpuDevice;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A wall of coloured Gaussians, photographed by cameras whose exposure varies or does not. */
class ExposureCompensationTest {
  private static final GaussianLayout LAYOUT = new GaussianLayout(0, 0);
  private static final int COLUMNS = 24;
  private static final int ROWS = 16;
  private static final int FRAMES = 8;

  /** Their logarithms add up to zero: the mean exposure is the scene's. */
  private static final double[] GAINS = {0.7, 1 / 0.7, 0.8, 1.25, 0.9, 1 / 0.9, 1.1, 1 / 1.1};

  private static final double[] FIXED = {1, 1, 1, 1, 1, 1, 1, 1};

  private static GaussianBatch wall(boolean grey) {
    GaussianBatch batch = GaussianBatch.zeros(LAYOUT, COLUMNS * ROWS);
    float[][] planes = batch.planes();
    for (int i = 0; i < COLUMNS * ROWS; i++) {
      int row = i / COLUMNS;
      int column = i % COLUMNS;
      planes[GaussianLayout.POSITION][i] = -1.8f + 3.6f * column / (COLUMNS - 1);
      planes[GaussianLayout.POSITION + 1][i] = -1.2f + 2.4f * row / (ROWS - 1);
      for (int axis = 0; axis < 3; axis++) {
        planes[GaussianLayout.SCALE + axis][i] = (float) Math.log(0.1);
      }
      planes[GaussianLayout.ROTATION][i] = 1;
      planes[GaussianLayout.OPACITY][i] = 3;
      for (int c = 0; c < 3; c++) {
        planes[GaussianLayout.SH_DC + c][i] =
            grey ? 0 : (float) (0.6 * Math.sin(0.7 * i + 2 * c) - 0.4);
      }
    }
    return batch;
  }

  private static RenderedView truth(Camera camera) {
    try (CpuDevice device = CpuDevice.create(64L << 20, 1, "test");
        GaussianSet set = device.allocate(LAYOUT, COLUMNS * ROWS)) {
      device.append(set, wall(false));
      return device.render(set, camera, RenderOptions.of(Layer.COLOUR, Layer.ALPHA));
    }
  }

  // javac loses the nullness of a compact constructor's array parameters in the class file.
  @SuppressWarnings("NullAway")
  private static LoadedFrame frame(long number, double gain) {
    Camera camera = SyntheticScene.camera((int) number);
    float[] colour = Objects.requireNonNull(truth(camera).colour());
    byte[] rgb = new byte[colour.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) Math.round(255 * Math.clamp(gain * colour[i], 0.0, 1.0));
    }
    return new LoadedFrame(
        number,
        Instant.EPOCH,
        Instant.EPOCH,
        new TrainingImage(camera, rgb, null, null),
        new float[0],
        new byte[0]);
  }

  private static List<LoadedFrame> frames(double[] gains) {
    List<LoadedFrame> frames = new ArrayList<>();
    for (int i = 0; i < FRAMES; i++) {
      frames.add(frame(i + 1, gains[i]));
    }
    return frames;
  }

  private static ExposureCompensation measured(List<LoadedFrame> frames, double leastSpread) {
    ExposureCompensation exposures = new ExposureCompensation(leastSpread);
    for (LoadedFrame frame : frames) {
      assertSame(frame, exposures.compensated(frame), "nothing is known yet");
    }
    for (int time = 1; time <= 2; time++) {
      assertFalse(exposures.active(), "the first time decides nothing");
      for (LoadedFrame frame : frames) {
        exposures.measured(frame.number(), truth(frame.image().camera()));
      }
    }
    return exposures;
  }

  private static double meanDifference(byte[] a, byte[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((a[i] & 0xff) - (b[i] & 0xff));
    }
    return sum / a.length;
  }

  @Test
  void shouldKeepThePixelsOfTheFramesUsedLastOnly() {
    List<LoadedFrame> frames = frames(GAINS);
    ExposureCompensation exposures = measured(frames, 0.01);
    LoadedFrame first = frames.getFirst();
    byte[] before = exposures.compensated(first).image().rgb();
    for (int i = 0; i < ExposureCompensation.SAMPLED_FRAMES; i++) {
      exposures.compensated(tiny(100 + i));
    }
    exposures.measured(1, dimmed(truth(first.image().camera())));
    assertArrayEquals(
        before, exposures.compensated(first).image().rgb(), "nothing to compare with");
    exposures.measured(1, dimmed(truth(first.image().camera())));
    assertTrue(meanDifference(before, exposures.compensated(first).image().rgb()) > 10);
  }

  // javac loses the nullness of a compact constructor's array parameters in the class file.
  @SuppressWarnings("NullAway")
  private static LoadedFrame tiny(long number) {
    Camera camera = SyntheticScene.camera(1).scaled(0.1);
    byte[] grey = new byte[3 * camera.width() * camera.height()];
    Arrays.fill(grey, (byte) 100);
    TrainingImage image = new TrainingImage(camera, grey, null, null);
    return new LoadedFrame(number, Instant.EPOCH, Instant.EPOCH, image, new float[0], new byte[0]);
  }

  private static RenderedView dimmed(RenderedView view) {
    float[] colour = Objects.requireNonNull(view.colour()).clone();
    for (int i = 0; i < colour.length; i++) {
      colour[i] *= 0.5f;
    }
    return new RenderedView(view.width(), view.height(), colour, null, view.alpha(), null, null);
  }

  @Test
  void shouldLeaveFramesOfAFixedExposureAsTheyAre() {
    List<LoadedFrame> frames = frames(FIXED);
    ExposureCompensation exposures = measured(frames, 0.03);
    assertFalse(exposures.active(), "spread " + exposures.spread());
    assertTrue(exposures.spread() < 0.003, "spread " + exposures.spread());
    assertSame(frames.get(3), exposures.compensated(frames.get(3)));
    assertFalse(exposures.stale(4));
  }

  @Test
  void shouldTakeOutExposuresThatVary() {
    List<LoadedFrame> frames = frames(GAINS);
    ExposureCompensation exposures = measured(frames, 0.03);
    assertTrue(exposures.active());
    List<LoadedFrame> plain = frames(FIXED);
    for (int i = 0; i < FRAMES; i++) {
      assertTrue(exposures.stale(i + 1) || Math.abs(GAINS[i] - 1) < 0.02);
      byte[] rgb = exposures.compensated(frames.get(i)).image().rgb();
      double difference = meanDifference(rgb, plain.get(i).image().rgb());
      assertTrue(difference < 3, "frame " + (i + 1) + " is off by " + difference + " of 255");
      assertFalse(exposures.stale(i + 1));
    }
  }

  @Test
  void shouldKeepTheMeanExposureForTheScene() {
    double[] brighter = Arrays.stream(GAINS).map(gain -> 0.8 * gain).toArray();
    ExposureCompensation exposures = measured(frames(brighter), 0.03);
    List<LoadedFrame> mean = frames(Arrays.stream(FIXED).map(gain -> 0.8 * gain).toArray());
    for (int i = 0; i < FRAMES; i++) {
      byte[] rgb = exposures.compensated(frame(i + 1, brighter[i])).image().rgb();
      double difference = meanDifference(rgb, mean.get(i).image().rgb());
      assertTrue(difference < 3, "frame " + (i + 1) + " is off by " + difference + " of 255");
    }
  }

  @Test
  void shouldMeasureEverMoreSeldom() {
    ExposureCompensation exposures = new ExposureCompensation(0.03);
    List<Integer> due = new ArrayList<>();
    for (int draw = 1; draw <= 40; draw++) {
      if (exposures.due(1)) {
        due.add(draw);
      }
    }
    assertEquals(List.of(4, 8, 16, 32), due);
    ExposureCompensation never = new ExposureCompensation(1);
    for (int draw = 1; draw <= 40; draw++) {
      assertFalse(never.due(1));
    }
  }

  /** What training has made of a view that it never saw, and where the Gaussians are. */
  private record Outcome(double psnr, float[] positions) {}

  private static Outcome train(double[] gains, double exposureSpread) throws IOException {
    List<LoadedFrame> frames = frames(gains);
    TrainingSettings.Pace pace =
        new TrainingSettings.Pace(8, 6, 2, 60, 0.2, 0.5, 12, 8, 64L << 20, 4, exposureSpread);
    TrainingSettings settings =
        new TrainingSettings(
            TrainingSettings.Rates.DEFAULTS, TrainingSettings.Growth.DEFAULTS, pace);
    try (CpuDevice device = CpuDevice.create(64L << 20, 1, "test");
        OfflineTraining training =
            new OfflineTraining(
                new OfflineTraining.Setup(
                    LAYOUT,
                    new TrainingSchedule(settings, new SceneOptions(1_000, 0, 320, 1, true)),
                    SeedOptions.DEFAULTS,
                    number -> Optional.of(frames.get((int) number - 1)),
                    FRAMES,
                    request -> {
                      boolean first = request.render() == null;
                      GaussianBatch seeds = first ? wall(true) : GaussianBatch.zeros(LAYOUT, 0);
                      return new Seeds(seeds, 0, 0, 0, seeds.count());
                    },
                    device),
                OfflineTraining.AT_ONCE,
                new OfflineTraining.Listener() {
                  @Override
                  public void tookUp(long number, Seeds seeds, int gaussians) {
                    assertTrue(gaussians > 0);
                  }

                  @Override
                  public void trained(long iterations, int gaussians, double psnr) {
                    assertTrue(psnr > 5, "PSNR " + psnr);
                  }
                })) {
      training.run();
      Camera unseen = SyntheticScene.camera(0);
      RenderedView render = training.render(unseen, RenderOptions.of(Layer.COLOUR));
      float[] positions = device.snapshot(training.model().set()).gaussians().planes()[0];
      return new Outcome(psnr(render, truth(unseen)), positions);
    }
  }

  private static double psnr(RenderedView render, RenderedView truth) {
    float[] a = Objects.requireNonNull(render.colour());
    float[] b = Objects.requireNonNull(truth.colour());
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return -10 * Math.log10(sum / a.length);
  }

  @Test
  void shouldLearnTheSceneBehindVaryingExposures() throws IOException {
    double compensated = train(GAINS, 0.03).psnr();
    double plain = train(GAINS, 1).psnr();
    assertTrue(compensated > plain + 1, compensated + " dB against " + plain + " dB without");
  }

  @Test
  void shouldChangeNothingWhereExposureIsFixed() throws IOException {
    assertArrayEquals(train(FIXED, 1).positions(), train(FIXED, 0.03).positions());
  }
}
