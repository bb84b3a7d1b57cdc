package io.splatlas.ops.server;

import io.splatlas.actors.cluster.ClusteringInput;
import io.splatlas.actors.cluster.ClusteringSettings;
import io.splatlas.actors.cluster.UnionSpaceFinder;
import io.splatlas.actors.distill.BuiltInTeacher;
import io.splatlas.actors.ego.EgoMasks;
import io.splatlas.actors.geometry.CameraMotion;
import io.splatlas.actors.image.TrainingImage;
import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.seed.FrameSeeder;
import io.splatlas.actors.seed.SeedOptions;
import io.splatlas.actors.seed.SeedRequest;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.actors.train.TrainingSchedule;
import io.splatlas.actors.train.TrainingSettings;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.DeviceLostException;
import io.splatlas.gpu.DeviceMemoryException;
import io.splatlas.gpu.Devices;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.GrowthOptions;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.TrainingOptions;
import io.splatlas.gpu.TrainingView;
import io.splatlas.gpu.ViewData;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the JVM compile the kernels before the first frame needs them: vector code is a hundred
 * times slower until it is compiled, and the first frames would be learnt late. Works on a small
 * scene on a device of its own and leaves nothing behind.
 *
 * <p>Beside a server it gives way: what the server computes gets the same kernels compiled, and
 * needs the processor more.
 */
public final class WarmUp {
  /** Whether it may go on. */
  public enum Way {
    /** Nobody else needs the processor. */
    FREE,
    /** Somebody does, for a moment. */
    BUSY,
    /** The kernels are in use already. */
    OVER
  }

  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  private static final long LIMIT_SECONDS = 12;
  private static final long PAUSE_NANOS = 10_000_000;
  private static final int ROUNDS = 40;
  private static final int GAUSSIANS = 4_000;
  private static final int SEEDS = 2_000;
  private static final int WIDTH = 160;
  private static final int HEIGHT = 120;
  private static final long MEMORY = 256L << 20;
  private static final TrainingSchedule SCHEDULE =
      new TrainingSchedule(TrainingSettings.DEFAULTS, SceneOptions.DEFAULTS);
  private static final RenderOptions EVERY_LAYER =
      RenderOptions.of(Layer.COLOUR, Layer.DEPTH, Layer.ALPHA, Layer.IDS);

  /** Runs until the kernels are compiled, at most a few seconds. */
  public static void run(String deviceChoice) {
    run(deviceChoice, () -> Way.FREE);
  }

  /**
   * Runs until the kernels are compiled, at most a few seconds.
   *
   * @param way asked before every step
   */
  public static void run(String deviceChoice, Supplier<Way> way) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    byte[] rgb = new byte[3 * WIDTH * HEIGHT];
    new SplittableRandom(1).nextBytes(rgb);
    Camera camera = at(0, 2);
    // Several devices are of one kind, and what is compiled is compiled for all.
    String choice = Devices.choices(deviceChoice).getFirst();
    try (GpuDevice device = Devices.create(choice, MEMORY)) {
      run(device, camera, rgb, way, end);
    } catch (IllegalStateException | DeviceMemoryException | DeviceLostException taken) {
      // A GPU may be for one context only, or full: whoever owns it goes on without this.
      LOG.info("no warm-up: {}", taken.getMessage());
    }
  }

  private static void run(
      GpuDevice device, Camera camera, byte[] rgb, Supplier<Way> way, long end) {
    try (GaussianSet set = device.allocate(new GaussianLayout(2, 16), 2 * GAUSSIANS);
        TrainingView measured = device.upload(new ViewData(camera, rgb, depth(), null));
        TrainingView near = device.upload(new ViewData(at(0.6, 0.5), rgb, depth(), half()));
        TrainingView unmeasured = device.upload(new ViewData(at(-1, 1.5), rgb, null, null))) {
      device.append(set, wall());
      List<IntConsumer> steps =
          List.of(
              round -> device.train(set, List.of(measured), options(round, 1)),
              round -> device.train(set, List.of(near), options(round, 0.5)),
              round -> device.train(set, List.of(unmeasured), options(round, 0)),
              round -> device.render(set, camera, EVERY_LAYER),
              seldom(round -> seed(device, set, camera, rgb)),
              seldom(round -> lookForTheRobot(rgb)),
              seldom(
                  round ->
                      device.grow(set, new GrowthOptions(set.count() + 10, 0.005f, 0f, round))),
              seldom(
                  round ->
                      device.lift(set, camera, new BuiltInTeacher().describe(WIDTH, HEIGHT, rgb))),
              seldom(
                  round ->
                      new UnionSpaceFinder(ClusteringSettings.DEFAULTS, Parallel.sequential())
                          .find(new ClusteringInput(device.snapshot(set), List.of(camera)))));
      for (int round = 0; round < ROUNDS; round++) {
        for (IntConsumer step : steps) {
          if (!isFree(way, end)) {
            return;
          }
          step.accept(round);
        }
      }
    }
  }

  /** A camera that looks at the wall from the side and the distance. */
  private static Camera at(double side, double distance) {
    return new Camera(
        WIDTH,
        HEIGHT,
        150,
        150,
        80,
        60,
        new double[] {1, 0, 0, side, 0, 1, 0, 0, 0, 0, 1, distance});
  }

  /**
   * As a scene is trained, all of whose steps differ: what the JVM never saw while it compiled, it
   * compiles anew when it comes. So with every SH degree.
   *
   * @param depthTrust as of a view that has depth, or 0
   */
  private static TrainingOptions options(int round, double depthTrust) {
    long degree = round % (SceneOptions.DEFAULTS.shDegree() + 1);
    long iteration = degree * SCHEDULE.settings().rates().shDegreeEvery();
    return SCHEDULE.step(iteration, null, 1, depthTrust);
  }

  /** Waits while the processor is wanted; false = nothing more is to be done. */
  private static boolean isFree(Supplier<Way> way, long end) {
    while (System.nanoTime() < end) {
      switch (way.get()) {
        case FREE -> {
          return true;
        }
        case OVER -> {
          return false;
        }
        case BUSY -> LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    return false;
  }

  /** Of what is done once a frame or less. */
  private static IntConsumer seldom(IntConsumer step) {
    return round -> {
      if (round % 4 == 0) {
        step.accept(round);
      }
    };
  }

  // javac loses the nullness of a compact constructor's array parameters in the class file.
  @SuppressWarnings("NullAway")
  private static void seed(GpuDevice device, GaussianSet set, Camera camera, byte[] rgb) {
    RenderOptions layers = RenderOptions.of(Layer.COLOUR, Layer.ALPHA, Layer.DEPTH);
    new FrameSeeder()
        .seed(
            new SeedRequest(
                new TrainingImage(camera, rgb, depth(), null),
                device.render(set, camera, layers),
                List.of(),
                new float[0],
                new byte[0],
                set.layout(),
                SeedOptions.DEFAULTS.with(SEEDS, 1)));
  }

  /** The same photograph by a camera that turned: all of it stands still. */
  // javac loses the nullness of a compact constructor's array parameters in the class file.
  @SuppressWarnings("NullAway")
  private static void lookForTheRobot(byte[] rgb) {
    EgoMasks masks = new EgoMasks("warm-up");
    for (int place = 0; place < 3; place++) {
      double[] turn = {0, 0.1 * place, 0, 0.1, 0, 0};
      TrainingImage image = new TrainingImage(CameraMotion.moved(at(0, 2), turn), rgb, null, null);
      masks.look(place, image);
      masks.takeUp(place, image);
    }
  }

  /** Of a photograph, half shows something else than the scene. */
  private static byte[] half() {
    byte[] valid = new byte[WIDTH * HEIGHT];
    Arrays.fill(valid, valid.length / 2, valid.length, (byte) 1);
    return valid;
  }

  private static float[] depth() {
    float[] metres = new float[WIDTH * HEIGHT];
    Arrays.fill(metres, 2f);
    return metres;
  }

  /** Gaussians strewn over a wall and a few lumps before it. */
  private static GaussianBatch wall() {
    GaussianBatch batch = GaussianBatch.zeros(new GaussianLayout(2, 16), GAUSSIANS);
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < GAUSSIANS; i++) {
      boolean lump = i % 4 == 0;
      batch.planes()[GaussianLayout.POSITION][i] =
          (float) (random.nextDouble(-1, 1) * (lump ? 0.1 : 1));
      batch.planes()[GaussianLayout.POSITION + 1][i] =
          (float) (random.nextDouble(-1, 1) * (lump ? 0.1 : 0.8));
      batch.planes()[GaussianLayout.POSITION + 2][i] =
          (float) (lump ? random.nextDouble(-0.4, -0.2) : 0);
      batch.planes()[GaussianLayout.ROTATION][i] = 1;
      for (int axis = 0; axis < 3; axis++) {
        batch.planes()[GaussianLayout.SCALE + axis][i] = -3.9f;
      }
      batch.planes()[GaussianLayout.OPACITY][i] = 1;
    }
    return batch;
  }

  private WarmUp() {}
}
