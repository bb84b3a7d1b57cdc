package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.FinishSceneRequest;
import io.splatlas.proto.v1.QueryTextRequest;
import io.splatlas.proto.v1.QueryTextResponse;
import io.splatlas.proto.v1.View;
import io.splatlas.proto.v1.Viewpoint;
import java.awt.image.BufferedImage;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A question in words on the page, with a model of random weights: what is seen means nothing, but
 * is what the server says of each pixel.
 */
class RelevancyIT {
  private static final Path SHOTS = Path.of("target", "page");
  private static final String HEAT = "document.querySelector('.stage').dataset.heat > 0";

  /** Opaque pixels of the heat, its size, and the last question about a view. */
  private static final String SEEN =
      "const c = document.querySelector('.stage .heat');"
          + "const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
          + "let seen = 0; for (let i = 3; i < d.length; i += 4) seen += d[i] > 0;"
          + "return {seen, width: c.width, height: c.height,"
          + " most: Number(document.querySelector('.stage').dataset.heat),"
          + " asked: performance.getEntriesByType('resource').map(e => e.name)"
          + ".filter(n => n.includes('/query?') && n.includes('pose=')).at(-1)};";

  @TempDir Path data = Path.of("");
  @TempDir Path profile = Path.of("");

  @BeforeAll
  static void needsABrowser() {
    Commands.require(Browser.missing(), "chromium chromium-driver");
  }

  @Test
  void shouldShowHowMuchEachPixelFitsAText() throws Exception {
    try (LiveServer live =
            LiveServer.start(data.resolve("server"), SmallModel.install(data.resolve("model")));
        Browser browser = Browser.start(profile)) {
      String scene = live.createScene();
      new SimulatedRobot(LiveServer.source(LiveServer.frames(12)), 0, new ReplayListener() {})
          .run(live.client, scene, "robot-1");
      live.client.scenes().finishScene(FinishSceneRequest.newBuilder().setSceneId(scene).build());
      browser.open(live.server.page().orElseThrow() + "#scene=" + scene);
      browser.await("end of training", "document.querySelector('.badge.finished')");
      browser.await("drawing", ScenePage.DRAWN);
      ScenePage page = new ScenePage(browser);
      page.awaitStill();
      browser.run(
          "document.querySelector('#ask').value = 'a red mug';"
              + "document.querySelector('.ask').requestSubmit();");
      browser.await("matches", "document.querySelectorAll('.matches li').length > 0");
      browser.await("relevancy per pixel", HEAT);
      page.awaitStill();
      browser.run("scrollTo(0, 0)");
      browser.screenshot(SHOTS.resolve("relevancy.png"));
      checkAgainstTheServer(browser, live, scene);
      page.layer("colour");
      browser.await("colours", "!(" + HEAT + ")");
      page.layer("relevancy");
      browser.await("relevancy again", HEAT);
      page.drag(60, 0);
      browser.await("another view's relevancy", HEAT);
      assertEquals(List.of(), browser.complaints(), "nothing is wrong on the console");
    }
  }

  private static void checkAgainstTheServer(Browser browser, LiveServer live, String scene)
      throws Exception {
    JsonNode shown = browser.run(SEEN);
    View view = ViewLinks.read(URI.create(shown.get("asked").asText()));
    QueryTextResponse answer =
        live.client
            .query()
            .queryText(
                QueryTextRequest.newBuilder()
                    .setSceneId(scene)
                    .setText("a red mug")
                    .setView(
                        Viewpoint.newBuilder()
                            .setPose(view.getPose())
                            .setIntrinsics(view.getIntrinsics()))
                    .build());
    BufferedImage map = ImageIO.read(answer.getRelevancyMap().newInput());
    int seen = 0;
    int most = 0;
    for (int y = 0; y < map.getHeight(); y++) {
      for (int x = 0; x < map.getWidth(); x++) {
        int level = map.getRaster().getSample(x, y, 0);
        seen += level > 0 ? 1 : 0;
        most = Math.max(most, level);
      }
    }
    assertTrue(seen > map.getWidth() * map.getHeight() / 4, "the scene is seen");
    assertEquals(map.getWidth(), shown.get("width").asInt());
    assertEquals(map.getHeight(), shown.get("height").asInt());
    assertEquals(seen, shown.get("seen").asInt());
    assertEquals(most / 255.0, shown.get("most").asDouble(), 1e-9);
  }
}
