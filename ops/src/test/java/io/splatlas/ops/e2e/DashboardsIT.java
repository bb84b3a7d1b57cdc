package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.splatlas.ops.client.InstanceWatch;
import io.splatlas.ops.client.Views;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.FinishSceneRequest;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.RenderLayer;
import io.splatlas.proto.v1.RenderRequest;
import io.splatlas.proto.v1.SceneState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every panel of every dashboard asked of a real Prometheus that scrapes a server at work. */
class DashboardsIT {
  private static final Path ROOT = Path.of(System.getProperty("splatlas.root", ".."));
  private static final Path DASHBOARDS = ROOT.resolve("ops/grafana/dashboards");
  private static final Path RULES = ROOT.resolve("ops/prometheus/rules.yml");
  private static final int FRAMES = 12;
  private static final long PATIENCE_SECONDS = 240;

  @TempDir Path data = Path.of("");
  @TempDir Path folder = Path.of("");

  /** One query of a panel, as Grafana would send it. */
  private record Panel(String dashboard, String title, String expression) {}

  @Test
  void shouldFillEveryPanelWhileAServerWorks() throws Exception {
    Commands.require(
        Commands.find("prometheus").isPresent() ? Optional.empty() : Optional.of("prometheus"),
        "prometheus");
    try (LiveServer live = LiveServer.start(data);
        PrometheusServer prometheus =
            PrometheusServer.start(folder, RULES, live.server.httpPort())) {
      prometheus.await("up{job=\"splatlas\"}", 1);
      work(live);
      prometheus.await("sum(splatlas_instances_freshness_seconds_count)", FRAMES);
      // A rate takes two scrapes of the last state.
      prometheus.await("count_over_time(splatlas_scenes[1m])", 5);
      List<String> empty = new ArrayList<>();
      for (Panel panel : panels()) {
        if (!hasNumber(prometheus.query(panel.expression()))) {
          empty.add(panel.dashboard() + " / " + panel.title() + ": " + panel.expression());
        }
      }
      assertEquals(List.of(), empty, "panels without a number");
      for (JsonNode group : prometheus.rules()) {
        for (JsonNode rule : group.get("rules")) {
          assertEquals("ok", rule.get("health").asText(), rule.get("name").asText());
        }
      }
    }
  }

  /** What a demo does: a robot, a subscriber, a viewer, a page. */
  private static void work(LiveServer live) throws Exception {
    String scene = live.createScene();
    List<CaptureFrame> frames = LiveServer.frames(FRAMES);
    try (InstanceWatch watch = InstanceWatch.start(live.client, scene, 0, told -> {});
        HttpClient http = HttpClient.newHttpClient()) {
      new SimulatedRobot(LiveServer.source(frames), 0, new ReplayListener() {})
          .run(live.client, scene, "robot-1");
      live.client.scenes().finishScene(FinishSceneRequest.newBuilder().setSceneId(scene).build());
      awaitEnd(live, scene);
      live.client
          .render()
          .render(
              RenderRequest.newBuilder()
                  .setSceneId(scene)
                  .setView(
                      Views.view(
                          frames.getFirst().cameraToWorld(),
                          LiveServer.SMALL.intrinsics(frames.getFirst()),
                          List.of(RenderLayer.RENDER_LAYER_COLOUR)))
                  .build());
      URI page = URI.create(live.server.page().orElseThrow());
      for (String path : List.of("", "api/scenes", "api/scenes/" + scene + "/splats")) {
        http.send(
            HttpRequest.newBuilder(page.resolve(path)).build(),
            HttpResponse.BodyHandlers.discarding());
      }
      assertTrue(!watch.ended().isDone(), "the watch goes on");
    }
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

  private static boolean hasNumber(JsonNode samples) {
    for (JsonNode sample : samples) {
      if (Double.isFinite(sample.get("value").get(1).asDouble(Double.NaN))) {
        return true;
      }
    }
    return false;
  }

  private static List<Panel> panels() throws IOException {
    List<Panel> panels = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> listed = Files.list(DASHBOARDS)) {
      files = listed.sorted().toList();
    }
    for (Path file : files) {
      for (JsonNode panel : new ObjectMapper().readTree(file.toFile()).get("panels")) {
        for (JsonNode target : panel.path("targets")) {
          panels.add(
              new Panel(
                  file.getFileName().toString(),
                  panel.get("title").asText(),
                  target
                      .get("expr")
                      .asText()
                      .replace("$job", "splatlas")
                      .replace("$__rate_interval", "5m")
                      .replace("$__range", "30m")));
        }
      }
    }
    assertTrue(panels.size() > 30, "the dashboards were read: " + panels.size());
    return panels;
  }
}
