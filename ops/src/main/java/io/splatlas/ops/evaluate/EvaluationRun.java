package io.splatlas.ops.evaluate;

import io.splatlas.ops.client.InstanceWatch;
import io.splatlas.ops.client.SceneFiles;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.eval.EvaluationReport;
import io.splatlas.ops.eval.IdentityTimeline;
import io.splatlas.ops.eval.SegmentationScore;
import io.splatlas.ops.picture.RgbImage;
import io.splatlas.ops.replay.FrameSource;
import io.splatlas.ops.replay.PointShares;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.ExportFormat;
import io.splatlas.proto.v1.FinishSceneRequest;
import io.splatlas.proto.v1.FrameRefused;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.Instance;
import io.splatlas.proto.v1.ListInstancesRequest;
import io.splatlas.proto.v1.Scene;
import io.splatlas.proto.v1.SceneState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates one capture against a server: streams the training frames as a robot would, watches
 * instances meanwhile, finishes the scene, renders every view and scores the held-out ones (METHOD
 * section 9).
 */
public final class EvaluationRun {
  private static final String ROBOT = "replay";
  private static final long POLL_MILLIS = 500;
  private static final int PAGE = 1000;

  private final SplatlasClient client;
  private final Capture capture;
  private final FramePreparer preparer;
  private final EvaluationOptions options;
  private final EvaluationListener listener;
  private final Photographs photographs;

  public EvaluationRun(
      SplatlasClient client,
      Capture capture,
      FramePreparer preparer,
      EvaluationOptions options,
      EvaluationListener listener) {
    this.client = client;
    this.capture = capture;
    this.preparer = preparer;
    this.options = options;
    this.listener = listener;
    this.photographs = new Photographs(preparer);
  }

  /**
   * Runs it all.
   *
   * @throws IOException when the capture cannot be read, the server fails, or the pictures cannot
   *     be written
   */
  public EvaluationOutcome run() throws IOException, InterruptedException {
    List<CaptureFrame> training = capture.frames(Split.TRAIN);
    String sceneId =
        client
            .scenes()
            .createScene(
                CreateSceneRequest.newBuilder()
                    .setSceneId(options.sceneId())
                    .setOptions(options.scene())
                    .build())
            .getScene()
            .getId();
    FrameRenderer renderer = new FrameRenderer(client, sceneId, preparer);
    try (InstanceWatch watch = InstanceWatch.start(client, sceneId, 0, this::told);
        IdentityProbe probe = new IdentityProbe(training, renderer, photographs)) {
      listener.streaming(training.size());
      long start = System.nanoTime();
      stream(sceneId, training, probe);
      Scene scene = finish(sceneId);
      double seconds = (System.nanoTime() - start) / 1e9;
      if (watch.ended().isDone()) {
        throw new IOException("the watch of instances ended early: " + watch.ended().join());
      }
      IdentityTimeline timeline = probe.finish();
      return score(scene, renderer, timeline, seconds);
    }
  }

  private void told(io.splatlas.proto.v1.WatchInstancesResponse response) {
    if (response.hasChange()) {
      listener.changed(response.getChange());
    }
  }

  private void stream(String sceneId, List<CaptureFrame> training, IdentityProbe probe)
      throws IOException, InterruptedException {
    PointShares points =
        options.withPoints() && capture.points().isPresent()
            ? PointShares.of(capture.points().get(), training)
            : PointShares.none();
    FrameSource source = new FrameSource(training, preparer, options.withDepth(), points);
    probe.start();
    new SimulatedRobot(source, options.fps(), new Both(listener, probe))
        .run(client, sceneId, ROBOT);
  }

  private Scene finish(String sceneId) throws IOException, InterruptedException {
    Scene scene =
        client
            .scenes()
            .finishScene(FinishSceneRequest.newBuilder().setSceneId(sceneId).build())
            .getScene();
    while (scene.getState() != SceneState.SCENE_STATE_FINISHED) {
      if (scene.getState() == SceneState.SCENE_STATE_FAILED) {
        throw new IOException("the scene failed: " + scene.getFailure());
      }
      listener.finishing(scene);
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      scene =
          client
              .scenes()
              .getScene(GetSceneRequest.newBuilder().setSceneId(sceneId).build())
              .getScene();
    }
    listener.finishing(scene);
    return scene;
  }

  private EvaluationOutcome score(
      Scene scene, FrameRenderer renderer, IdentityTimeline timeline, double seconds)
      throws IOException {
    Scorer scorer = new Scorer(preparer, photographs);
    @Nullable Pictures pictures = options.out().map(Pictures::new).orElse(null);
    int done = 0;
    for (CaptureFrame frame : capture.frames()) {
      RenderedFrame render = renderer.render(frame);
      RgbImage photograph = photographs.colour(frame, render.colour());
      scorer.add(render, photograph);
      if (pictures != null) {
        pictures.add(render, photograph, photographs.mask(frame));
      }
      listener.scoring(++done, capture.frames().size());
    }
    Optional<Path> overview = pictures == null ? Optional.empty() : pictures.overview();
    if (options.out().isPresent()) {
      Path out = options.out().get();
      SceneFiles.export(
          client, scene.getId(), ExportFormat.EXPORT_FORMAT_PLY, out.resolve("scene.ply"));
      SceneFiles.export(
          client,
          scene.getId(),
          ExportFormat.EXPORT_FORMAT_INSTANCES_JSON,
          out.resolve("instances.json"));
    }
    return new EvaluationOutcome(
        report(scene, scorer, timeline, seconds), scorer.segmentation(), overview);
  }

  private EvaluationReport report(
      Scene scene, Scorer scorer, IdentityTimeline timeline, double seconds) {
    List<Instance> instances =
        client
            .instances()
            .listInstances(
                ListInstancesRequest.newBuilder()
                    .setSceneId(scene.getId())
                    .setPageSize(PAGE)
                    .build())
            .getInstancesList();
    Optional<SegmentationScore> segmentation = scorer.segmentation();
    boolean truth = segmentation.isPresent();
    return new EvaluationReport(
        capture.name(),
        boxed(scorer.psnr()),
        boxed(scorer.ssim()),
        segmentation.map(SegmentationScore::miou).orElse(null),
        segmentation.map(SegmentationScore::mbiou).orElse(null),
        segmentation.map(SegmentationScore::share50).orElse(null),
        boxed(scorer.consistency()),
        boxed(scorer.averagePrecision(instances, 0.25)),
        boxed(scorer.averagePrecision(instances, 0.5)),
        truth ? timeline.idSwitches() : null,
        truth ? boxed(timeline.purity()) : null,
        segmentation.map(score -> score.objects().size()).orElse(null),
        instances.size(),
        scene.getGaussians(),
        (int) scene.getFrames(),
        seconds);
  }

  private static @Nullable Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  /** Passes a replay's progress on to the listener and tells the probe which frames are durable. */
  private record Both(ReplayListener listener, IdentityProbe probe) implements ReplayListener {
    @Override
    public void resumed(long durableSequence) {
      listener.resumed(durableSequence);
    }

    @Override
    public void sending(long sequence) {
      listener.sending(sequence);
    }

    @Override
    public void acknowledged(long sequence) {
      probe.durable((int) sequence);
      listener.acknowledged(sequence);
    }

    @Override
    public void refused(FrameRefused refusal) {
      listener.refused(refusal);
    }
  }
}
