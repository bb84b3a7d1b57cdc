package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.proto.trace.v1.Span;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.ops.server.ObservationOptions;
import io.splatlas.proto.v1.FinishSceneRequest;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.SceneState;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces of frames as a collector gets them, from arrival to the event that reflects them. */
class TraceIT {
  private static final int FRAMES = 8;
  private static final long PATIENCE_SECONDS = 240;

  @TempDir Path data = Path.of("");

  @Test
  void shouldFollowEachFrameFromItsArrivalToTheEventThatReflectsIt() throws Exception {
    try (TraceCollector collector = TraceCollector.start()) {
      String scrape;
      try (LiveServer live =
          LiveServer.startWatched(data, new ObservationOptions(collector.address(), 1, null))) {
        String scene = live.createScene();
        new SimulatedRobot(LiveServer.source(LiveServer.frames(FRAMES)), 0, new ReplayListener() {})
            .run(live.client, scene, "robot-1");
        live.client.scenes().finishScene(FinishSceneRequest.newBuilder().setSceneId(scene).build());
        awaitEnd(live, scene);
        scrape = openMetrics(live);
      }
      // Closing the server has sent what was left.
      List<Span> roots =
          collector.spans().stream().filter(span -> span.getParentSpanId().isEmpty()).toList();
      assertEquals(FRAMES, roots.size(), "a trace a frame");
      for (Span root : roots) {
        check(root, collector.spans());
      }
      assertTrue(
          collector.spans().stream().anyMatch(span -> span.getName().equals("lifted")),
          "keyframes are lifted");
      String exemplar =
          "(?s).*splatlas_frames_step_seconds_bucket\\{[^\\n]*# \\{[^\\n]*trace_id=\"[0-9a-f]{32}\".*";
      assertTrue(scrape.matches(exemplar), "histograms carry ids of traces");
    }
  }

  private static void check(Span root, List<Span> all) {
    assertEquals("frame", root.getName());
    List<Span> children =
        all.stream()
            .filter(span -> span.getTraceId().equals(root.getTraceId()))
            .filter(span -> span.getParentSpanId().equals(root.getSpanId()))
            .toList();
    Set<String> steps = children.stream().map(Span::getName).collect(Collectors.toSet());
    assertTrue(
        steps.containsAll(Set.of("durable", "taken_up", "trained", "clustered", "told")),
        "every step has a span: " + steps);
    for (Span step : children) {
      // The clocks of steps and of arrival are two; a clustering may have begun before a frame.
      assertTrue(
          step.getEndTimeUnixNano() >= root.getStartTimeUnixNano(), step.getName() + " is within");
    }
    assertFalse(root.getEndTimeUnixNano() == 0, "the frame's span has ended");
  }

  private static void awaitEnd(LiveServer live, String scene) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    GetSceneRequest request = GetSceneRequest.newBuilder().setSceneId(scene).build();
    while (live.client.scenes().getScene(request).getScene().getState()
        != SceneState.SCENE_STATE_FINISHED) {
      assertTrue(System.nanoTime() < deadline, "the scene did not finish");
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static String openMetrics(LiveServer live) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + live.server.httpPort() + "/metrics");
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(uri).header("Accept", "application/openmetrics-text").build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
