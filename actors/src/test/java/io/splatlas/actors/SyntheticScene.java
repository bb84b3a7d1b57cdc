package io.splatlas.actors;

import io.splatlas.actors.distill.Teacher;
import io.splatlas.actors.image.TrainingImage;
import io.splatlas.actors.seed.Seeder;
import io.splatlas.actors.seed.Seeds;
import io.splatlas.actors.train.LoadedFrame;
import io.splatlas.actors.train.TrainingSettings;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import io.splatlas.gpu.reference.ReferenceDevice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A tiny scene of known Gaussians (two coloured blobs), seen from an arc of cameras. */
public final class SyntheticScene {
  public static final int WIDTH = 32;
  public static final int HEIGHT = 24;
  public static final double FOCAL = 30;
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int GAUSSIANS = 120;

  private SyntheticScene() {}

  /**
   * Camera-to-world, 16 values, of view {@code index}: on an arc about the origin, looking at it.
   */
  public static double[] pose(int index) {
    double angle = Math.toRadians(-40 + 8.0 * index);
    double sin = Math.sin(angle);
    double cos = Math.cos(angle);
    return new double[] {cos, 0, -sin, 2 * sin, 0, 1, 0, 0, sin, 0, cos, -2 * cos, 0, 0, 0, 1};
  }

  public static Camera camera(int index) {
    return Camera.fromCameraToWorld(
        WIDTH, HEIGHT, FOCAL, FOCAL, WIDTH / 2.0, HEIGHT / 2.0, pose(index));
  }

  /** The truth: a red blob on the left and a green one on the right. */
  public static GaussianBatch truth(GaussianLayout layout) {
    return blobs(layout, GAUSSIANS, 7, false);
  }

  private static GaussianBatch blobs(
      GaussianLayout layout, int count, long seed, boolean withoutColour) {
    GaussianBatch batch = GaussianBatch.zeros(layout, count);
    float[][] planes = batch.planes();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      boolean left = i % 2 == 0;
      double[] centre = {left ? -0.4 : 0.4, 0, 0};
      for (int axis = 0; axis < 3; axis++) {
        planes[GaussianLayout.POSITION + axis][i] =
            (float) (centre[axis] + 0.15 * random.nextGaussian());
        planes[GaussianLayout.SCALE + axis][i] = (float) Math.log(0.08);
      }
      planes[GaussianLayout.ROTATION][i] = 1;
      planes[GaussianLayout.OPACITY][i] = withoutColour ? 0 : 2;
      float strong = withoutColour ? 0 : 1.5f;
      planes[GaussianLayout.SH_DC][i] = left ? strong : -strong;
      planes[GaussianLayout.SH_DC + 1][i] = left ? -strong : strong;
    }
    return batch;
  }

  /** Photographs of the truth, numbered from 1. */
  // javac loses the nullness of a compact constructor's array parameters in the class file.
  @SuppressWarnings("NullAway")
  public static List<LoadedFrame> frames(int count) {
    GaussianLayout layout = new GaussianLayout(0, 0);
    List<LoadedFrame> frames = new ArrayList<>();
    try (ReferenceDevice device = ReferenceDevice.create(64L << 20, "test");
        GaussianSet set = device.allocate(layout, GAUSSIANS)) {
      device.append(set, truth(layout));
      for (int i = 0; i < count; i++) {
        RenderedView view = device.render(set, camera(i), RenderOptions.of(Layer.COLOUR));
        Instant time = START.plus(Duration.ofMillis(200L * i));
        frames.add(
            new LoadedFrame(
                i + 1L,
                time,
                time,
                new TrainingImage(camera(i), bytes(view), null, null),
                new float[0],
                new byte[0]));
      }
    }
    return frames;
  }

  private static byte[] bytes(RenderedView view) {
    float[] colour = view.colour();
    if (colour == null) {
      throw new IllegalStateException("no colour was rendered");
    }
    byte[] rgb = new byte[colour.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) Math.round(255 * Math.clamp(colour[i], 0f, 1f));
    }
    return rgb;
  }

  /** The default rates for its photographs, which are rendered before black. */
  public static TrainingSettings.Rates rates() {
    return TrainingSettings.Rates.DEFAULTS.withBackground(0);
  }

  /** Grey, half-transparent Gaussians about where the truth is; none when the scene has some. */
  public static Seeder seeder() {
    return request -> {
      int count = request.render() == null ? Math.min(80, request.options().maxGaussians()) : 0;
      return new Seeds(blobs(request.layout(), count, 11, true), 0, 0, 0, count);
    };
  }

  /** Describes an image by its own colours. */
  public static Teacher colourTeacher() {
    return new Teacher() {
      @Override
      public String name() {
        return "colours";
      }

      @Override
      public int channels() {
        return 3;
      }

      @Override
      public FeatureMap describe(int width, int height, byte[] rgb) {
        float[] planar = new float[3 * width * height];
        for (int i = 0; i < width * height; i++) {
          for (int c = 0; c < 3; c++) {
            planar[c * width * height + i] = (rgb[3 * i + c] & 0xff) / 255f;
          }
        }
        return new FeatureMap(width, height, 3, planar);
      }
    };
  }
}
