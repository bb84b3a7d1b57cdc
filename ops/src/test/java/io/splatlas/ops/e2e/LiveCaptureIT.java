package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.ops.client.InstanceWatch;
import io.splatlas.ops.client.Views;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.ImageFiles;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.ReplaySummary;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.FinishSceneRequest;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.ListInstancesRequest;
import io.splatlas.proto.v1.RenderLayer;
import io.splatlas.proto.v1.RenderRequest;
import io.splatlas.proto.v1.RenderResponse;
import io.splatlas.proto.v1.Scene;
import io.splatlas.proto.v1.SceneState;
import io.splatlas.proto.v1.WatchInstancesRequest;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A capture streamed over real sockets while a subscriber watches and a viewer renders. */
class LiveCaptureIT {
  private static final int FRAMES = 16;
  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path data = Path.of("");

  @Test
  void shouldFindInstancesWhileFramesArriveAndRenderInBetween() throws Exception {
    List<CaptureFrame> frames = LiveServer.frames(FRAMES);
    BlockingQueue<WatchInstancesResponse> told = new LinkedBlockingQueue<>();
    AtomicInteger rendered = new AtomicInteger();
    try (LiveServer live = LiveServer.start(data)) {
      String scene = live.createScene();
      AtomicLong reflected = new AtomicLong();
      try (InstanceWatch watch = InstanceWatch.start(live.client, scene, 0, told::add);
          InstanceWatch every = watchFrames(live, scene, reflected)) {
        ReplayListener viewer =
            new ReplayListener() {
              @Override
              public void acknowledged(long sequence) {
                if (sequence == FRAMES / 2) {
                  awaitGaussians(live, scene);
                  render(live, scene, frames.get(0));
                  rendered.incrementAndGet();
                }
              }
            };
        ReplaySummary summary =
            new SimulatedRobot(LiveServer.source(frames), 4, viewer)
                .run(live.client, scene, "robot-1");
        assertEquals(FRAMES, summary.acknowledged());
        finish(live, scene);
        checkWatch(told, live, scene);
        awaitLastFrame(reflected);
        assertFalse(every.ended().isDone(), "so does one that is told of every frame");
        assertFalse(watch.ended().isDone(), "the watch lives as long as the scene");
      }
      assertEquals(1, rendered.get(), "a viewer was served while frames arrived");
      checkScrape(live);
    }
  }

  /** Follows up to which frame all are taken into account, also where nothing changed. */
  private static InstanceWatch watchFrames(LiveServer live, String scene, AtomicLong reflected) {
    return InstanceWatch.start(
        live.client,
        WatchInstancesRequest.newBuilder().setSceneId(scene).setTellUnchanged(true).build(),
        message ->
            reflected.accumulateAndGet(
                message.hasUnchanged()
                    ? message.getUnchanged().getBasedOnFrame()
                    : message.getChange().getBasedOnFrame(),
                Math::max));
  }

  private static void awaitLastFrame(AtomicLong reflected) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (reflected.get() < FRAMES) {
      assertTrue(System.nanoTime() < deadline, "only told of frames up to " + reflected);
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertEquals(FRAMES, reflected.get());
  }

  /** The second half of the frames waits for the viewer, however slow the machine is. */
  private static void awaitGaussians(LiveServer live, String scene) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (scene(live, scene).getGaussians() == 0) {
      assertTrue(System.nanoTime() < deadline, "no Gaussians came of the first half of the frames");
    }
  }

  private static Scene scene(LiveServer live, String scene) {
    return live.client
        .scenes()
        .getScene(GetSceneRequest.newBuilder().setSceneId(scene).build())
        .getScene();
  }

  private static void render(LiveServer live, String scene, CaptureFrame frame) {
    RenderResponse answer =
        live.client
            .render()
            .render(
                RenderRequest.newBuilder()
                    .setSceneId(scene)
                    .setView(
                        Views.view(
                            frame.cameraToWorld(),
                            LiveServer.SMALL.intrinsics(frame),
                            List.of(RenderLayer.RENDER_LAYER_COLOUR, RenderLayer.RENDER_LAYER_IDS)))
                    .build());
    assertEquals(2, answer.getLayersCount());
    try {
      assertEquals(
          96,
          ImageFiles.decodeRgb(answer.getLayers(0).getImage().toByteArray(), frame.image())
              .width());
    } catch (java.io.IOException broken) {
      throw new AssertionError("the render is no image", broken);
    }
  }

  private static void finish(LiveServer live, String scene) throws InterruptedException {
    live.client.scenes().finishScene(FinishSceneRequest.newBuilder().setSceneId(scene).build());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (scene(live, scene).getState() != SceneState.SCENE_STATE_FINISHED) {
      assertTrue(System.nanoTime() < deadline, "the scene did not finish: " + scene(live, scene));
      TimeUnit.MILLISECONDS.sleep(100);
    }
    assertEquals(FRAMES, scene(live, scene).getTrainedFrames());
  }

  /** The first message is a snapshot, then every revision once and in order, up to the scene's. */
  private static void checkWatch(
      BlockingQueue<WatchInstancesResponse> told, LiveServer live, String scene)
      throws InterruptedException {
    var listed =
        live.client
            .instances()
            .listInstances(ListInstancesRequest.newBuilder().setSceneId(scene).build());
    assertTrue(listed.getInstancesCount() > 0, "instances were found");
    List<WatchInstancesResponse> all = new ArrayList<>();
    long revision = 0;
    do {
      WatchInstancesResponse next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError(
            "the watch stopped at revision " + revision + " of " + listed.getRevision());
      }
      if (all.isEmpty()) {
        assertTrue(next.hasSnapshot(), "the first message is a snapshot");
        revision = next.getSnapshot().getRevision();
      } else {
        assertTrue(next.getChange().getRevision() > revision, "revisions only grow");
        assertTrue(
            next.getChange().getRevision() == revision + 1
                || next.getChange().getConflated() > 0
                || all.size() > 1,
            "nothing is left out without being counted");
        revision = next.getChange().getRevision();
      }
      all.add(next);
    } while (revision < listed.getRevision());
  }

  private static void checkScrape(LiveServer live) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      String metrics = get(http, live, "/metrics").body();
      assertTrue(metrics.contains("splatlas_frames_received_total " + FRAMES + ".0"), metrics);
      for (String name :
          List.of(
              "splatlas_training_iterations_total",
              "splatlas_clustering_run_seconds_count",
              "splatlas_instances_changes_total",
              "splatlas_gpu_job_wait_seconds_count",
              "splatlas_instances_freshness_seconds_count",
              "splatlas_gpu_memory_used_bytes")) {
        assertTrue(metrics.contains("\n" + name), "no " + name + " in\n" + metrics);
      }
      assertEquals(200, get(http, live, "/health").statusCode());
      assertEquals(200, get(http, live, "/ready").statusCode());
    }
  }

  private static HttpResponse<String> get(HttpClient http, LiveServer live, String path)
      throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + live.server.httpPort() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
