package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.ops.client.InstanceWatch;
import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.CaptureReader;
import io.splatlas.ops.eval.KeptIds;
import io.splatlas.ops.evaluate.FrameRenderer;
import io.splatlas.ops.evaluate.Photographs;
import io.splatlas.ops.picture.IntImage;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.ops.study.revisit.RevisitListener;
import io.splatlas.ops.study.revisit.RevisitOutcome;
import io.splatlas.ops.study.revisit.RevisitStudy;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.Instance;
import io.splatlas.proto.v1.InstanceChange;
import io.splatlas.proto.v1.InstanceChangeKind;
import io.splatlas.proto.v1.ListInstancesRequest;
import io.splatlas.proto.v1.ListScenesRequest;
import io.splatlas.proto.v1.Scene;
import io.splatlas.proto.v1.SceneOptions;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A robot leaves; another one comes by the same way: things are called what they were called. */
class RevisitIT {
  private static final int FRAMES = 10;
  private static final long PATIENCE_SECONDS = 180;

  /** So long after the last iteration a clustering has seen it: it comes after three at most. */
  private static final long QUIET_SECONDS = 6;

  /** Pixels, of some seven thousand, that no edge of a neighbour makes up. */
  private static final long CLEARLY_SEEN = 20;

  private static final Set<InstanceChangeKind> OTHERWISE =
      Set.of(
          InstanceChangeKind.INSTANCE_CHANGE_KIND_SPLIT,
          InstanceChangeKind.INSTANCE_CHANGE_KIND_MERGED,
          InstanceChangeKind.INSTANCE_CHANGE_KIND_REMOVED);

  @TempDir Path data = Path.of("");

  @Test
  void shouldCallThingsAsBeforeWhenAnotherRobotComesBy() throws Exception {
    List<CaptureFrame> frames = LiveServer.frames(FRAMES);
    BlockingQueue<WatchInstancesResponse> told = new LinkedBlockingQueue<>();
    try (LiveServer live = LiveServer.start(data)) {
      String scene = live.createScene();
      try (InstanceWatch watch = InstanceWatch.start(live.client, scene, 0, told::add)) {
        come(live, scene, "first", frames);
        Scene rested = awaitQuiet(live, scene);
        List<IntImage> before = look(live, scene, frames);
        told.clear();

        come(live, scene, "second", anHourLater(frames));
        Scene revisited = awaitQuiet(live, scene);

        assertEquals(2 * FRAMES, revisited.getFrames());
        assertTrue(revisited.getIterations() > rested.getIterations(), "it was learnt from");
        List<IntImage> after = look(live, scene, frames);
        KeptIds kept = compare(frames, before, after);
        assertTrue(kept.objects() >= 2, () -> "too little was found to tell: " + kept);
        assertEquals(List.of(), kept.changes());
        assertEquals(List.of(), otherwise(told));
        checkLastSeen(live, scene, after, frames);
        assertFalse(watch.ended().isDone());
      }
    }
  }

  @Test
  void shouldSayInAStudyWhatKeptItsId() throws Exception {
    Capture desk = CaptureReader.read(LiveServer.DESK);
    Capture few =
        new Capture("desk", LiveServer.frames(FRAMES), List.of(), Optional.empty(), desk.labels());
    try (LiveServer live = LiveServer.start(data)) {
      RevisitOutcome outcome =
          new RevisitStudy(
                  live.client,
                  few,
                  LiveServer.SMALL,
                  true,
                  4,
                  Duration.ofSeconds(QUIET_SECONDS),
                  new RevisitListener() {})
              .run(SceneOptions.newBuilder().setMaxGaussians(6_000).setSeed(1).build());
      assertEquals(
          List.of("pause", "revisit"),
          outcome.stages().stream().map(RevisitOutcome.Stage::name).toList());
      for (RevisitOutcome.Stage stage : outcome.stages()) {
        assertTrue(stage.ids().objects() >= 2, () -> "too little was found to tell: " + stage);
        assertEquals(0, stage.ids().renamed(), () -> "another id: " + stage.ids());
        OTHERWISE.forEach(kind -> assertEquals(0, stage.count(kind), () -> "told: " + stage));
        assertTrue(stage.miou() > 0 && stage.miou() <= 1, () -> "nothing was found: " + stage);
      }
      assertTrue(
          outcome.stages().getLast().iterations() > outcome.stages().getFirst().iterations());
      assertEquals(
          0,
          live.client.scenes().listScenes(ListScenesRequest.getDefaultInstance()).getScenesCount(),
          "its scene is gone");
    }
  }

  private static void come(LiveServer live, String scene, String robot, List<CaptureFrame> frames)
      throws IOException, InterruptedException {
    new SimulatedRobot(LiveServer.source(frames), 4, new ReplayListener() {})
        .run(live.client, scene, robot);
  }

  private static List<CaptureFrame> anHourLater(List<CaptureFrame> frames) {
    return frames.stream()
        .map(
            f ->
                new CaptureFrame(
                    f.index(),
                    f.name(),
                    f.image(),
                    f.depth(),
                    f.mask(),
                    f.cameraToWorld(),
                    f.intrinsics(),
                    f.timestampSeconds() + 3_600,
                    f.split()))
        .toList();
  }

  /** What the second robot had in view was seen last by it. */
  private static void checkLastSeen(
      LiveServer live, String scene, List<IntImage> views, List<CaptureFrame> frames) {
    double second = frames.getFirst().timestampSeconds() + 3_600;
    List<Instance> instances =
        live.client
            .instances()
            .listInstances(
                ListInstancesRequest.newBuilder().setSceneId(scene).setPageSize(1_000).build())
            .getInstancesList();
    for (Instance instance : instances) {
      long most = views.stream().mapToLong(view -> pixels(view, instance.getId())).max().orElse(0);
      boolean seenBySecond = instance.getLastSeenTime().getSeconds() >= (long) second;
      assertTrue(seenBySecond || most < CLEARLY_SEEN, () -> most + " pixels show " + instance);
    }
  }

  private static long pixels(IntImage view, int id) {
    return Arrays.stream(view.values()).filter(value -> value == id).count();
  }

  /** Waits until all was learnt and clustered. */
  private static Scene awaitQuiet(LiveServer live, String scene) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    Scene last = scene(live, scene);
    long since = System.nanoTime();
    while (System.nanoTime() - since < TimeUnit.SECONDS.toNanos(QUIET_SECONDS)) {
      TimeUnit.MILLISECONDS.sleep(200);
      Scene now = scene(live, scene);
      if (now.getIterations() != last.getIterations() || now.getTrainedFrames() < now.getFrames()) {
        last = now;
        since = System.nanoTime();
      }
      assertTrue(System.nanoTime() < deadline, "training does not rest: " + now);
    }
    return last;
  }

  private static Scene scene(LiveServer live, String scene) {
    return live.client
        .scenes()
        .getScene(GetSceneRequest.newBuilder().setSceneId(scene).build())
        .getScene();
  }

  private static List<IntImage> look(LiveServer live, String scene, List<CaptureFrame> frames)
      throws IOException {
    FrameRenderer renderer = new FrameRenderer(live.client, scene, LiveServer.SMALL);
    List<IntImage> ids = new ArrayList<>();
    for (CaptureFrame frame : frames) {
      ids.add(renderer.ids(frame));
    }
    return ids;
  }

  private static KeptIds compare(
      List<CaptureFrame> frames, List<IntImage> before, List<IntImage> after) throws IOException {
    Photographs photographs = new Photographs(LiveServer.SMALL);
    List<KeptIds.View> views = new ArrayList<>();
    for (int i = 0; i < frames.size(); i++) {
      IntImage truth = photographs.mask(frames.get(i)).orElseThrow();
      views.add(new KeptIds.View(before.get(i), after.get(i), truth));
    }
    return KeptIds.of(views);
  }

  /** What was joined, split or removed. */
  private static List<InstanceChange> otherwise(BlockingQueue<WatchInstancesResponse> told) {
    return told.stream()
        .filter(WatchInstancesResponse::hasChange)
        .map(WatchInstancesResponse::getChange)
        .filter(change -> OTHERWISE.contains(change.getKind()))
        .toList();
  }
}
