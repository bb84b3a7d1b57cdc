package io.splatlas.ops.study.revisit;

import io.splatlas.ops.client.InstanceWatch;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.eval.KeptIds;
import io.splatlas.ops.eval.SegmentationEvaluation;
import io.splatlas.ops.evaluate.FrameRenderer;
import io.splatlas.ops.evaluate.Photographs;
import io.splatlas.ops.picture.IntImage;
import io.splatlas.ops.replay.FrameSource;
import io.splatlas.ops.replay.PointShares;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.DeleteSceneRequest;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.InstanceChange;
import io.splatlas.proto.v1.SceneOptions;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Streams a capture into a scene, leaves it alone, and streams it once more as another robot that
 * comes by: what a thing is called must outlast both. The scene is not finished in between.
 *
 * <p>Ids are looked at in the same views, evenly spaced over the capture, before and after.
 */
public final class RevisitStudy {
  /** Views looked at, at most. */
  private static final int MOST_VIEWS = 16;

  private final SplatlasClient client;
  private final Capture capture;
  private final FramePreparer preparer;
  private final FrameSource source;
  private final double fps;
  private final Duration rest;
  private final RevisitListener listener;
  private final List<InstanceChange> told = new ArrayList<>();
  private final List<RevisitOutcome.Stage> stages = new ArrayList<>();
  private String scene = "";

  /**
   * A study of a capture with ground truth.
   *
   * @param withDepth send depth where frames have it
   * @param fps frames a second
   * @param rest how long nobody comes before each look
   * @param listener told of both replays and of rests
   */
  public RevisitStudy(
      SplatlasClient client,
      Capture capture,
      FramePreparer preparer,
      boolean withDepth,
      double fps,
      Duration rest,
      RevisitListener listener) {
    this.client = client;
    this.capture = capture;
    this.preparer = preparer;
    this.source =
        new FrameSource(capture.frames(Split.TRAIN), preparer, withDepth, PointShares.none());
    this.fps = fps;
    this.rest = rest;
    this.listener = listener;
  }

  /**
   * Runs it in a scene of its own, which is deleted then.
   *
   * @throws IOException when the capture cannot be read or the server fails
   */
  public RevisitOutcome run(SceneOptions options) throws IOException, InterruptedException {
    scene =
        client
            .scenes()
            .createScene(CreateSceneRequest.newBuilder().setOptions(options).build())
            .getScene()
            .getId();
    try (InstanceWatch watch = InstanceWatch.start(client, scene, 0, this::told)) {
      come("first");
      rest();
      List<IntImage> first = look();
      forgetTold();
      rest();
      List<IntImage> rested = look();
      stageIsOver("pause", first, rested);
      come("second");
      rest();
      stageIsOver("revisit", rested, look());
      if (watch.ended().isDone()) {
        throw new IOException("the watch of instances ended early: " + watch.ended().join());
      }
    }
    client.scenes().deleteScene(DeleteSceneRequest.newBuilder().setSceneId(scene).build());
    return new RevisitOutcome(stages);
  }

  private void come(String robot) throws IOException, InterruptedException {
    new SimulatedRobot(source, fps, listener).run(client, scene, robot);
  }

  private void rest() throws InterruptedException {
    listener.resting(rest);
    TimeUnit.NANOSECONDS.sleep(rest.toNanos());
  }

  private synchronized void told(WatchInstancesResponse response) {
    if (response.hasChange()) {
      told.add(response.getChange());
    }
  }

  private synchronized void forgetTold() {
    told.clear();
  }

  private synchronized List<InstanceChange> takeTold() {
    List<InstanceChange> taken = List.copyOf(told);
    told.clear();
    return taken;
  }

  private List<CaptureFrame> views() {
    List<CaptureFrame> frames = capture.frames(Split.TRAIN);
    int apart = Math.ceilDiv(frames.size(), MOST_VIEWS);
    List<CaptureFrame> views = new ArrayList<>();
    for (int i = 0; i < frames.size(); i += apart) {
      views.add(frames.get(i));
    }
    return views;
  }

  private List<IntImage> look() throws IOException {
    FrameRenderer renderer = new FrameRenderer(client, scene, preparer);
    List<IntImage> ids = new ArrayList<>();
    for (CaptureFrame view : views()) {
      ids.add(renderer.ids(view));
    }
    return ids;
  }

  private void stageIsOver(String name, List<IntImage> before, List<IntImage> after)
      throws IOException {
    Photographs photographs = new Photographs(preparer);
    List<CaptureFrame> frames = views();
    List<KeptIds.View> views = new ArrayList<>();
    SegmentationEvaluation first = new SegmentationEvaluation();
    SegmentationEvaluation second = new SegmentationEvaluation();
    for (int i = 0; i < frames.size(); i++) {
      Optional<IntImage> mask = photographs.mask(frames.get(i));
      if (mask.isPresent()) {
        IntImage truth = mask.get();
        views.add(new KeptIds.View(before.get(i), after.get(i), truth));
        add(first, before.get(i), truth);
        add(second, after.get(i), truth);
      }
    }
    stages.add(
        new RevisitOutcome.Stage(
            name, KeptIds.of(views), miou(first), miou(second), iterations(), takeTold()));
  }

  /** All views are alike here: none is held out of a scene that has seen them all. */
  private static void add(SegmentationEvaluation evaluation, IntImage ids, IntImage truth) {
    evaluation.addTraining(ids, truth);
    evaluation.addTest(ids, truth);
  }

  private double miou(SegmentationEvaluation evaluation) throws IOException {
    return evaluation
        .score()
        .orElseThrow(() -> new IOException(capture.name() + ": no object is seen in its views"))
        .miou();
  }

  private long iterations() {
    return client
        .scenes()
        .getScene(GetSceneRequest.newBuilder().setSceneId(scene).build())
        .getScene()
        .getIterations();
  }
}
