package io.splatlas.ops.bench;

import com.sun.management.OperatingSystemMXBean;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.client.Views;
import io.splatlas.ops.dataset.CameraIntrinsics;
import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.CaptureReader;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.eval.LatencySummary;
import io.splatlas.ops.replay.FrameSource;
import io.splatlas.ops.replay.PointShares;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.FinishSceneRequest;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.RenderLayer;
import io.splatlas.proto.v1.RenderRequest;
import io.splatlas.proto.v1.Scene;
import io.splatlas.proto.v1.SceneOptions;
import io.splatlas.proto.v1.SceneState;
import io.splatlas.proto.v1.View;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What a viewer waits for over gRPC: colour as JPEG of a scene that is being trained, five times a
 * second, and of the same scene finished, one request after the other. The scene is a {@link
 * WallCapture}, looked at from where all of it is in view.
 */
public final class ServeBenchmark {
  /**
   * What to do.
   *
   * @param gaussians the scene's cap, 1,000 or more
   * @param seconds of each of the three measurements, 1 or more
   */
  public record Setup(int gaussians, int seconds) {
    public Setup {
      if (gaussians < 1000 || seconds < 1) {
        throw new IllegalArgumentException("Gaussians must be 1,000 or more and seconds 1 or more");
      }
    }
  }

  /**
   * What was seen.
   *
   * @param gaussians in the scene while it was trained
   * @param small waiting times of 320 x 240 while training ran
   * @param large waiting times of 640 x 480 while training ran
   * @param iterationsPerSecond of training meanwhile
   * @param idle waiting times of 640 x 480 of the finished scene
   * @param idleFramesPerSecond of the finished scene, one request after the other
   * @param idleCpuMillis processor time of this process per such frame: asking, and rendering and
   *     encoding when the server is in it; what a busy machine does not lengthen
   */
  public record Figures(
      int gaussians,
      LatencySummary small,
      LatencySummary large,
      double iterationsPerSecond,
      LatencySummary idle,
      double idleFramesPerSecond,
      double idleCpuMillis) {}

  private static final CameraIntrinsics SMALL = camera(1);
  private static final CameraIntrinsics LARGE = camera(2);
  private static final int JPEG_QUALITY = 85;
  private static final int WARM_UP = 30;
  private static final long PACE_NANOS = 200_000_000;
  private static final long POLL_MILLIS = 100;
  private static final int LEAST_ITERATIONS = 1500;

  private final SplatlasClient client;
  private final Setup setup;
  private final Consumer<String> progress;
  private String sceneId = "";
  private List<CaptureFrame> frames = List.of();

  private ServeBenchmark(SplatlasClient client, Setup setup, Consumer<String> progress) {
    this.client = client;
    this.setup = setup;
    this.progress = progress;
  }

  /**
   * Runs against a server that has nothing else to do.
   *
   * @param folder empty, for the capture; its owner deletes it
   * @param progress told of every new stretch
   */
  public static Figures run(
      SplatlasClient client, Path folder, Setup setup, Consumer<String> progress)
      throws IOException, InterruptedException {
    WallCapture.write(folder, setup.gaussians());
    return new ServeBenchmark(client, setup, progress).measure(CaptureReader.read(folder));
  }

  private Figures measure(Capture capture) throws IOException, InterruptedException {
    stream(capture);
    warmUp();
    Scene before = scene();
    progress.accept(
        "rendering, %,d Gaussians, %,d iterations"
            .formatted(before.getGaussians(), before.getIterations()));
    long start = System.nanoTime();
    double[] small = waitingTimes(SMALL, PACE_NANOS);
    double[] large = waitingTimes(LARGE, PACE_NANOS);
    double seconds = (System.nanoTime() - start) / 1e9;
    Scene after = scene();
    double pace = (after.getIterations() - before.getIterations()) / seconds;
    progress.accept("finishing");
    finish();
    progress.accept("rendering the finished scene");
    warmUp();
    long cpuBefore = cpuNanos();
    double[] idle = waitingTimes(LARGE, 0);
    double cpuMillis = (cpuNanos() - cpuBefore) / 1e6 / idle.length;
    return new Figures(
        after.getGaussians(),
        summary(small),
        summary(large),
        pace,
        summary(idle),
        idle.length / sum(idle),
        cpuMillis);
  }

  private void stream(Capture capture) throws IOException, InterruptedException {
    SceneOptions options =
        SceneOptions.newBuilder()
            .setMaxGaussians(setup.gaussians())
            .setIterations(LEAST_ITERATIONS)
            .setSeed(1)
            .build();
    sceneId =
        client
            .scenes()
            .createScene(CreateSceneRequest.newBuilder().setOptions(options).build())
            .getScene()
            .getId();
    frames = capture.frames(Split.TRAIN);
    FrameSource source =
        new FrameSource(
            frames, new FramePreparer(FramePreparer.FULL_SIZE), true, PointShares.none());
    progress.accept("streaming %d frames".formatted(frames.size()));
    new SimulatedRobot(source, 0, new ReplayListener() {}).run(client, sceneId, "bench");
    while (scene().getTrainedFrames() < frames.size()) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private void warmUp() {
    for (int i = 0; i < WARM_UP; i++) {
      render(i, i % 2 == 0 ? SMALL : LARGE);
    }
  }

  /** Asks for renders until the time is over; seconds each took. */
  private double[] waitingTimes(CameraIntrinsics camera, long paceNanos)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(setup.seconds());
    double[] seconds = new double[16];
    int count = 0;
    for (long next = System.nanoTime(); next < end; ) {
      long start = System.nanoTime();
      render(count, camera);
      if (count == seconds.length) {
        seconds = Arrays.copyOf(seconds, 2 * count);
      }
      seconds[count++] = (System.nanoTime() - start) / 1e9;
      next = Math.max(System.nanoTime(), start + paceNanos);
      TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
    }
    return Arrays.copyOf(seconds, count);
  }

  /** One of the far looks, in turn. */
  private void render(int turn, CameraIntrinsics camera) {
    CaptureFrame from = frames.get(frames.size() - 1 - turn % 10);
    View view =
        Views.view(from.cameraToWorld(), camera, List.of(RenderLayer.RENDER_LAYER_COLOUR))
            .toBuilder()
            .setJpegQuality(JPEG_QUALITY)
            .build();
    client.render().render(RenderRequest.newBuilder().setSceneId(sceneId).setView(view).build());
  }

  private void finish() throws IOException, InterruptedException {
    client.scenes().finishScene(FinishSceneRequest.newBuilder().setSceneId(sceneId).build());
    for (Scene scene = scene(); scene.getState() != SceneState.SCENE_STATE_FINISHED; ) {
      if (scene.getState() == SceneState.SCENE_STATE_FAILED) {
        throw new IOException("the scene failed: " + scene.getFailure());
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      scene = scene();
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private Scene scene() {
    return client
        .scenes()
        .getScene(GetSceneRequest.newBuilder().setSceneId(sceneId).build())
        .getScene();
  }

  private static CameraIntrinsics camera(int scale) {
    return CameraIntrinsics.pinhole(
        320 * scale, 240 * scale, 300 * scale, 300 * scale, 160 * scale, 120 * scale);
  }

  private static LatencySummary summary(double[] seconds) {
    return LatencySummary.of(seconds).orElseThrow();
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
