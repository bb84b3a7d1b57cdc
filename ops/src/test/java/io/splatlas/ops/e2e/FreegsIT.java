package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.FinishSceneRequest;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.Instance;
import io.splatlas.proto.v1.ListInstancesRequest;
import io.splatlas.proto.v1.Scene;
import io.splatlas.proto.v1.SceneOptions;
import io.splatlas.proto.v1.SceneProfile;
import io.splatlas.proto.v1.SceneState;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The paper's schedule from end to end: clusterings at 0, 3000, 4000 and 6000 of 7000 iterations of
 * the field behind training, on a scene as small as a test can afford.
 */
class FreegsIT {
  private static final Pattern STAGES =
      Pattern.compile("(?m)^splatlas_distillation_refinement_seconds_count(?:\\{[^}]*})? (\\d+)");
  private static final long PATIENCE_SECONDS = 900;

  @TempDir Path data = Path.of("");

  @Test
  void shouldRefineBetweenTheFourClusteringsOfThePaperAndFinish() throws Exception {
    try (LiveServer live = LiveServer.start(data)) {
      SceneOptions options =
          SceneOptions.newBuilder()
              .setMaxGaussians(3_000)
              .setIterations(60)
              .setSeed(1)
              .setProfile(SceneProfile.SCENE_PROFILE_FREEGS)
              .build();
      String scene =
          live.client
              .scenes()
              .createScene(CreateSceneRequest.newBuilder().setOptions(options).build())
              .getScene()
              .getId();
      new SimulatedRobot(LiveServer.source(LiveServer.frames(8)), 0, new ReplayListener() {})
          .run(live.client, scene, "robot-1");
      live.client.scenes().finishScene(FinishSceneRequest.newBuilder().setSceneId(scene).build());
      Scene end = awaitEnd(live, scene);
      assertTrue(end.getIterations() >= 60, "trained first: " + end.getIterations());
      assertEquals(4, stages(live), "one behind every clustering");
      List<Instance> instances =
          live.client
              .instances()
              .listInstances(ListInstancesRequest.newBuilder().setSceneId(scene).build())
              .getInstancesList();
      assertTrue(instances.size() > 1, "things are told apart: " + instances.size());
    }
  }

  private static Scene awaitEnd(LiveServer live, String scene) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    GetSceneRequest request = GetSceneRequest.newBuilder().setSceneId(scene).build();
    while (true) {
      Scene now = live.client.scenes().getScene(request).getScene();
      if (now.getState() == SceneState.SCENE_STATE_FINISHED) {
        return now;
      }
      assertEquals("", now.getFailure());
      assertTrue(System.nanoTime() < deadline, "the scene did not finish");
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private static int stages(LiveServer live) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + live.server.httpPort() + "/metrics");
    try (HttpClient http = HttpClient.newHttpClient()) {
      String scrape =
          http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      Matcher count = STAGES.matcher(scrape);
      assertTrue(count.find(), "stages are counted");
      return Integer.parseInt(count.group(1));
    }
  }
}
