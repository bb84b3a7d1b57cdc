package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.ImageFiles;
import io.splatlas.ops.picture.IntImage;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.FinishSceneRequest;
import io.splatlas.proto.v1.Intrinsics;
import io.splatlas.proto.v1.RenderLayer;
import io.splatlas.proto.v1.RenderRequest;
import io.splatlas.proto.v1.View;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, from an empty server to a finished scene. */
class PageIT {
  private static final int FRAMES = 16;
  private static final Path SHOTS = Path.of("target", "page");
  private static final String SHOWN = "document.querySelector('.stage')?.dataset.drawn";

  /** A number that is another one when the picture is. */
  private static final String PICTURE =
      "const c = document.querySelector('.stage .picture');"
          + "const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
          + "let sum = 0, most = 0, least = 255;"
          + "for (let i = 0; i < d.length; i += 4) {"
          + "  sum = (sum * 31 + d[i] + d[i + 1] * 7 + d[i + 2] * 13) % 2147483647;"
          + "  most = Math.max(most, d[i]); least = Math.min(least, d[i]); }"
          + "return {sum, spread: most - least};";

  /** Left, top, width, height of the view, which is scrolled to. */
  private static final String STAGE_BOX =
      "document.querySelector('.stage').scrollIntoView({block: 'center'});"
          + "const b = document.querySelector('.stage').getBoundingClientRect();"
          + "return [b.left, b.top, b.width, b.height];";

  private static final String ARROW_LEFT = "\uE012";

  @TempDir Path data = Path.of("");
  @TempDir Path profile = Path.of("");

  @BeforeAll
  static void needsABrowser() {
    Commands.require(Browser.missing(), "chromium chromium-driver");
  }

  @Test
  void shouldShowASceneFromItsFirstFrameToItsLastInstance() throws Exception {
    try (LiveServer live = LiveServer.start(data);
        Browser browser = Browser.start(profile)) {
      String home = live.server.page().orElseThrow();
      browser.open(home);
      browser.await("empty home", "document.querySelector('.empty h1')?.checkVisibility()");

      String scene = live.createScene();
      browser.await("card of the scene", "document.querySelector('a.card')");
      browser.run("document.querySelector('a.card').click()");
      stream(live, scene);
      browser.await("picture", SHOWN + " > 0");
      JsonNode early = browser.run(PICTURE);
      assertTrue(early.get("spread").asInt() > 20, "the picture shows something: " + early);
      browser.await("newest frame", "document.querySelector('.pair img')?.naturalWidth > 0");

      live.client.scenes().finishScene(FinishSceneRequest.newBuilder().setSceneId(scene).build());
      browser.await("end of training", "document.querySelector('.badge.finished')");
      browser.await("instances", "document.querySelectorAll('.instances tbody tr').length > 1");
      browser.await("plots", "document.querySelector('.plot .line').getAttribute('d')");
      awaitStill(browser);
      assertNotEquals(early.get("sum"), browser.run(PICTURE).get("sum"), "the picture changed");

      checkSelection(browser, live, scene);
      checkMoves(browser);
      checkLink(browser);
      checkLooks(browser);
      assertEquals(List.of(), browser.complaints(), "nothing is wrong on the console");
      checkRequests(browser, URI.create(home));
    }
  }

  private static void stream(LiveServer live, String scene) throws Exception {
    List<CaptureFrame> frames = LiveServer.frames(FRAMES);
    new SimulatedRobot(LiveServer.source(frames), 0, new ReplayListener() {})
        .run(live.client, scene, "robot-1");
  }

  /** The picture is of the last iteration, of the camera's last place and of full size. */
  private static void awaitStill(Browser browser) throws Exception {
    browser.await("last picture", "document.querySelector('.stage').dataset.settled === 'true'");
  }

  /** A click selects what the server's own ids say is there. */
  private static void checkSelection(Browser browser, LiveServer live, String scene)
      throws Exception {
    View view = lastView(browser);
    IntImage ids =
        ImageFiles.decodeGray(
            live.client
                .render()
                .render(RenderRequest.newBuilder().setSceneId(scene).setView(view).build())
                .getLayers(0)
                .getImage()
                .toByteArray(),
            Path.of("ids.png"));
    int at = placeOfSomething(ids);
    JsonNode box = browser.run(STAGE_BOX);
    double u = (at % ids.width() + 0.5) / ids.width();
    int row = at / ids.width();
    double v = (row + 0.5) / ids.height();
    browser.click(
        (int) Math.round(box.get(0).asDouble() + u * box.get(2).asDouble()),
        (int) Math.round(box.get(1).asDouble() + v * box.get(3).asDouble()));
    JsonNode selected =
        browser.await("selection", "document.querySelector('tr.selected')?.dataset.id");
    assertEquals(ids.values()[at], selected.asInt(), "the click met the instance that is there");
    browser.await("details", "document.querySelector('.details .facts')?.checkVisibility()");
    JsonNode plain = browser.run(PICTURE);
    browser.run("document.querySelector('.details .actions button').click()");
    assertNotEquals(plain.get("sum"), browser.run(PICTURE).get("sum"), "isolating dims the rest");
  }

  private static View lastView(Browser browser) throws Exception {
    String url =
        browser
            .run(
                "return performance.getEntriesByType('resource').map(e => e.name)"
                    + ".filter(n => n.includes('/render?') && n.includes('ids')).at(-1)")
            .asText();
    View asked = ViewLinks.read(URI.create(url));
    Intrinsics lens = asked.getIntrinsics();
    return View.newBuilder()
        .setPose(asked.getPose())
        .setIntrinsics(lens)
        .addLayers(RenderLayer.RENDER_LAYER_IDS)
        .build();
  }

  /** The middle of the longest run of one id in a row: well inside an instance. */
  private static int placeOfSomething(IntImage ids) {
    int[] values = ids.values();
    int best = -1;
    int longest = 0;
    int run = 0;
    for (int i = 0; i < values.length; i++) {
      boolean same = i % ids.width() != 0 && values[i] == values[i - 1];
      run = values[i] == 0 ? 0 : same ? run + 1 : 1;
      if (run > longest) {
        longest = run;
        best = i - run / 2;
      }
    }
    assertTrue(longest > 3, "the ids layer shows an instance");
    return best;
  }

  private static void checkMoves(Browser browser) throws Exception {
    JsonNode still = browser.run(PICTURE);
    JsonNode box = browser.run(STAGE_BOX);
    browser.drag(
        box.get(0).asInt() + box.get(2).asInt() / 2,
        box.get(1).asInt() + box.get(3).asInt() / 2,
        100,
        30);
    browser.await("camera in the link", "location.hash.includes('eye=')");
    awaitStill(browser);
    JsonNode turned = browser.run(PICTURE);
    assertNotEquals(still.get("sum"), turned.get("sum"), "a drag turns the view");
    String before = browser.run("return location.hash").asText();
    browser.run("document.querySelector('.stage').focus()");
    browser.key(ARROW_LEFT);
    browser.await("turn by keyboard", "location.hash !== '" + before + "'");
    awaitStill(browser);
    JsonNode colours = browser.run(PICTURE);
    browser.run("document.querySelector('label[for=layer-instances]').click()");
    browser.await("layer in the link", "location.hash.includes('layer=instances')");
    awaitStill(browser);
    assertNotEquals(colours.get("sum"), browser.run(PICTURE).get("sum"), "another layer shows");
  }

  /** A link restores scene, camera, layer and selection, and shows the same each time. */
  private static void checkLink(Browser browser) throws Exception {
    String link = browser.run("return location.href").asText();
    JsonNode first = openLink(browser, link);
    assertEquals(first.get("sum"), openLink(browser, link).get("sum"));
  }

  private static JsonNode openLink(Browser browser, String link) throws Exception {
    browser.open("about:blank");
    browser.open(link);
    browser.await("picture", SHOWN + " > 0");
    browser.await("selection", "document.querySelector('tr.selected')");
    browser.await("end of training", "document.querySelector('.badge.finished')");
    awaitStill(browser);
    assertEquals(link, browser.run("return location.href").asText());
    return browser.run(PICTURE);
  }

  /** Pictures for people to look at, and a layout that fits a phone. */
  private static void checkLooks(Browser browser) throws Exception {
    look(browser, "light");
    browser.screenshot(SHOTS.resolve("light.png"));
    look(browser, "dark");
    browser.screenshot(SHOTS.resolve("dark.png"));
    ObjectNode phone = Browser.object();
    phone.put("width", 390).put("height", 844).put("deviceScaleFactor", 2).put("mobile", true);
    browser.devTools("Emulation.setDeviceMetricsOverride", phone);
    browser.await(
        "one column",
        "document.querySelector('.instances').offsetTop"
            + " > document.querySelector('.stage').offsetTop + 100");
    browser.screenshot(SHOTS.resolve("phone.png"));
    assertTrue(
        browser.run("return document.documentElement.scrollWidth <= 390").asBoolean(),
        "nothing is wider than a phone");
  }

  private static void look(Browser browser, String scheme) throws Exception {
    ObjectNode media = Browser.object();
    media.putArray("features").addObject().put("name", "prefers-color-scheme").put("value", scheme);
    browser.devTools("Emulation.setEmulatedMedia", media);
  }

  private static void checkRequests(Browser browser, URI home) throws Exception {
    List<URI> requests = browser.requests();
    assertTrue(requests.size() > 10, "requests were recorded");
    List<URI> foreign =
        requests.stream().filter(uri -> !home.getAuthority().equals(uri.getAuthority())).toList();
    assertEquals(List.of(), foreign, "the page asks its own server only");
  }
}
