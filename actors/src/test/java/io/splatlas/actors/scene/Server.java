package io.splatlas.actors.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.splatlas.actors.Actors;
import io.splatlas.actors.Splatlas;
import io.splatlas.actors.SyntheticScene;
import io.splatlas.actors.blob.BlobStore;
import io.splatlas.actors.blob.FolderBlobStore;
import io.splatlas.actors.capture.Capture;
import io.splatlas.actors.capture.CaptureOptions;
import io.splatlas.actors.capture.CaptureSetup;
import io.splatlas.actors.capture.FrameBudget;
import io.splatlas.actors.capture.Retention;
import io.splatlas.actors.cluster.ClusteringInput;
import io.splatlas.actors.cluster.ClusteringResult;
import io.splatlas.actors.cluster.ClusteringRule;
import io.splatlas.actors.cluster.InstanceFinder;
import io.splatlas.actors.cluster.PhotographMemory;
import io.splatlas.actors.distill.DistillSettings;
import io.splatlas.actors.distill.MapMemory;
import io.splatlas.actors.image.ImageBudget;
import io.splatlas.actors.image.TestImages;
import io.splatlas.actors.image.TrainingImages;
import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.CaptureSession;
import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.model.SceneState;
import io.splatlas.actors.model.SceneStatus;
import io.splatlas.actors.refine.RefinementSettings;
import io.splatlas.actors.render.RenderLimits;
import io.splatlas.actors.runtime.DeviceReport;
import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.GpuRuntimeOptions;
import io.splatlas.actors.runtime.GpuSlice;
import io.splatlas.actors.runtime.JobClass;
import io.splatlas.actors.runtime.JobOwner;
import io.splatlas.actors.seed.SeedOptions;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.actors.train.LoadedFrame;
import io.splatlas.actors.train.TrainingSettings;
import io.splatlas.gpu.FieldReport;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.reference.ReferenceDevice;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/** A whole server of actors over a folder, on the reference device, with a robot at hand. */
final class Server implements AutoCloseable {
  static final SceneOptions OPTIONS = new SceneOptions(1_000, 0, 60, 1, true);
  static final int KEPT_CHANGES = 6;
  private static final List<LoadedFrame> FRAMES = SyntheticScene.frames(10);
  private static final CameraModel CAMERA =
      new CameraModel(
          SyntheticScene.WIDTH,
          SyntheticScene.HEIGHT,
          SyntheticScene.FOCAL,
          SyntheticScene.FOCAL,
          SyntheticScene.WIDTH / 2.0,
          SyntheticScene.HEIGHT / 2.0,
          0,
          0,
          0,
          0,
          0);

  final ActorTestKit kit = Actors.kit();
  final MapMemory maps = new MapMemory(64 << 20);
  final List<Duration> fresh = new CopyOnWriteArrayList<>();
  final List<FieldReport> refinements = new CopyOnWriteArrayList<>();
  final List<SidesRegistry> registries = new CopyOnWriteArrayList<>();
  final ActorRef<Scenes.Command> scenes;
  final ActorRef<GpuRuntime.Command> runtime;

  Server(Path data) {
    this(data, 8, Server::sides, finder -> finder);
  }

  /**
   * @param most scenes
   * @param finder finds instances
   * @param wrap puts something around the finder
   */
  Server(Path data, int most, InstanceFinder finder, UnaryOperator<InstanceFinder> wrap) {
    this(data, most, finder, wrap, new FolderBlobStore(data.resolve("blobs")));
  }

  /**
   * @param blobs where checkpoints are kept
   */
  Server(
      Path data,
      int most,
      InstanceFinder finder,
      UnaryOperator<InstanceFinder> wrap,
      BlobStore blobs) {
    this(data, most, finder, wrap, blobs, InstantSource.system());
  }

  /**
   * @param clock as the server sees it
   */
  Server(
      Path data,
      int most,
      InstanceFinder finder,
      UnaryOperator<InstanceFinder> wrap,
      BlobStore blobs,
      InstantSource clock) {
    Telemetry telemetry =
        new Telemetry() {
          @Override
          public void fresh(Duration fromArrival) {
            fresh.add(fromArrival);
          }

          @Override
          public void refined(String scene, Duration took, FieldReport last) {
            refinements.add(last);
          }
        };
    InstanceFinder wrapped = wrap.apply(finder);
    SceneServices services =
        new SceneServices(
            (scene, folder, parent) ->
                Capture.create(
                    new CaptureSetup(
                        scene,
                        CaptureOptions.DEFAULTS,
                        FrameBudget.of(Retention.DEFAULTS, folder),
                        telemetry),
                    folder,
                    parent),
            new TrainingImages(ImageBudget.DEFAULTS),
            SyntheticScene::seeder,
            SyntheticScene::colourTeacher,
            () -> wrapped,
            this::registry,
            settings(),
            maps,
            new PhotographMemory(64 << 20),
            new SceneDurability(blobs, data.resolve("journal"), Duration.ofMillis(1), KEPT_CHANGES),
            telemetry,
            clock);
    Splatlas.Config config =
        new Splatlas.Config(
            data,
            () -> ReferenceDevice.create(64L << 20, "test"),
            GpuRuntimeOptions.DEFAULTS,
            new SceneLimits(most, Actors.PATIENCE),
            services);
    TestProbe<Splatlas.Services> probe = kit.createTestProbe();
    kit.spawn(Splatlas.create(config)).tell(new Splatlas.GetServices(probe.getRef()));
    Splatlas.Services found = probe.receiveMessage();
    scenes = found.scenes();
    runtime = found.runtime();
  }

  private SidesRegistry registry() {
    SidesRegistry registry = new SidesRegistry(6);
    registries.add(registry);
    return registry;
  }

  private static SceneSettings settings() {
    return new SceneSettings(
        new TrainingSettings(
            SyntheticScene.rates(),
            TrainingSettings.Growth.DEFAULTS,
            new TrainingSettings.Pace(4, 6, 2, 10, 0.2, 0.5, 4, 4, 64 << 20, 4, 0.03)),
        SeedOptions.DEFAULTS,
        DistillSettings.DEFAULTS,
        RefinementSettings.DEFAULTS,
        new ClusteringRule(2, 1_000, Duration.ZERO, 0, Duration.ofHours(1)),
        RenderLimits.DEFAULTS,
        2,
        2);
  }

  /** What is left of the middle is cluster 0, the rest cluster 1. */
  static ClusteringResult sides(ClusteringInput input) {
    float[] x = input.snapshot().gaussians().planes()[GaussianLayout.POSITION];
    int[] labels = new int[input.snapshot().count()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = x[i] < 0 ? 0 : 1;
    }
    return new ClusteringResult(
        labels, new float[labels.length], new boolean[2], new float[] {1, 1});
  }

  <T> StatusReply<T> reply(Function<ActorRef<StatusReply<T>>, Scenes.Command> question) {
    TestProbe<StatusReply<T>> probe = kit.createTestProbe();
    scenes.tell(question.apply(probe.getRef()));
    return probe.receiveMessage();
  }

  <T> StatusReply<T> reply(
      ActorRef<Scene.Command> scene, Function<ActorRef<StatusReply<T>>, Scene.Command> question) {
    TestProbe<StatusReply<T>> probe = kit.createTestProbe();
    scene.tell(question.apply(probe.getRef()));
    return probe.receiveMessage();
  }

  ActorRef<Scene.Command> create(String id) {
    return create(id, OPTIONS);
  }

  ActorRef<Scene.Command> create(String id, SceneOptions options) {
    Server.<SceneStatus>value(reply(replyTo -> new Scenes.Create(id, options, replyTo)));
    return find(id);
  }

  ActorRef<Scene.Command> find(String id) {
    return Server.<ActorRef<Scene.Command>>value(reply(replyTo -> new Scenes.Find(id, replyTo)));
  }

  SceneStatus status(ActorRef<Scene.Command> scene) {
    return Server.<SceneStatus>value(reply(scene, Scene.GetStatus::new));
  }

  static <T> T value(StatusReply<T> reply) {
    if (reply.isError()) {
      throw new AssertionError("not answered", reply.getError());
    }
    return reply.getValue();
  }

  /** Streams frames {@code from} to {@code to} as a robot does; every one must be acknowledged. */
  void stream(ActorRef<Scene.Command> scene, int from, int to) {
    CaptureSession session =
        Server.<CaptureSession>value(
            reply(scene, replyTo -> new Scene.OpenCapture("robot", CAMERA, replyTo)));
    TestProbe<FrameAnswer> answers = kit.createTestProbe();
    for (int number = from; number <= to; number++) {
      scene.tell(
          new Scene.SubmitFrame("robot", session.session(), frame(number), answers.getRef()));
      FrameAnswer answer = answers.receiveMessage();
      if (!(answer instanceof FrameAnswer.Acknowledged)) {
        throw new AssertionError(answer);
      }
    }
  }

  private static PosedFrame frame(int number) {
    LoadedFrame frame = FRAMES.get(number - 1);
    BufferedImage image =
        new BufferedImage(
            SyntheticScene.WIDTH, SyntheticScene.HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    byte[] rgb = frame.image().rgb();
    for (int i = 0; i < rgb.length / 3; i++) {
      image.setRGB(
          i % SyntheticScene.WIDTH,
          i / SyntheticScene.WIDTH,
          (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | (rgb[3 * i + 2] & 0xff));
    }
    return new PosedFrame(
        number,
        frame.captureTime(),
        SyntheticScene.pose(number - 1),
        null,
        PosedFrame.Encoding.PNG,
        TestImages.encode(image, "png"),
        null,
        0,
        new float[0],
        new byte[0]);
  }

  void awaitState(ActorRef<Scene.Command> scene, SceneState state) {
    kit.createTestProbe()
        .awaitAssert(
            Actors.PATIENCE,
            () -> {
              assertEquals(state, status(scene).state());
              return null;
            });
  }

  long usedMemory() {
    TestProbe<StatusReply<DeviceReport>> probe = kit.createTestProbe();
    runtime.tell(new GpuRuntime.Describe(probe.getRef()));
    return probe.receiveMessage().getValue().memory().used();
  }

  <T> StatusReply<T> onDevice(Function<GpuSlice, T> work) {
    TestProbe<StatusReply<T>> probe = kit.createTestProbe();
    runtime.tell(
        new GpuRuntime.Submit<>(
            JobClass.INTERACTIVE,
            new JobOwner("test", "test"),
            GpuJob.once(work),
            Actors.PATIENCE,
            probe.getRef()));
    return probe.receiveMessage();
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
