package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.FinishSceneRequest;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a real browser, from an empty server to a finished scene and over a restart.
 * Screenshots are left in {@code target/page}.
 */
class PageIT {
  private static final int FRAMES = 16;
  private static final Path SHOTS = Path.of("target", "page");
  private static final String ARROW_LEFT = "\uE012";

  /**
   * What the browser draws has no view-dependent colours and is quantised; what it must not be is
   * mirrored, shifted or of another camera, which costs 10 dB and more.
   */
  private static final double LEAST_PSNR = 22;

  @TempDir Path data = Path.of("");
  @TempDir Path profile = Path.of("");
  @TempDir Path plainProfile = Path.of("");

  @BeforeAll
  static void needsABrowser() {
    Commands.require(Browser.missing(), "chromium chromium-driver");
  }

  @Test
  void shouldShowASceneFromItsFirstFrameToItsLastInstanceAndOverARestart() throws Exception {
    try (Browser browser = Browser.start(profile)) {
      int port;
      String scene;
      try (LiveServer live = LiveServer.start(data)) {
        port = live.server.httpPort();
        String home = live.server.page().orElseThrow();
        scene = grow(browser, live, home);
        ScenePage page = new ScenePage(browser);
        checkDrawing(browser, page);
        checkSelection(browser, page, live, scene);
        checkQuestion(browser);
        checkMoves(browser, page);
        checkLink(browser, page);
        checkLooks(browser);
        checkWithoutWebGl(browser.run("return location.href").asText());
        assertEquals(List.of(), browser.complaints(), "nothing is wrong on the console");
        checkRequests(browser, URI.create(home));
      }
      checkRestart(browser, port);
    }
  }

  /** From an empty server to a finished scene. */
  private static String grow(Browser browser, LiveServer live, String home) throws Exception {
    browser.open(home);
    browser.await("empty home", "document.querySelector('.empty h1')?.checkVisibility()");
    List<String> findings = audit(browser, "home");
    String scene = live.createScene();
    browser.await("card of the scene", "document.querySelector('a.card')");
    browser.run("document.querySelector('a.card').click()");
    stream(live, scene);
    browser.await("first drawing", ScenePage.DRAWN);
    ScenePage page = new ScenePage(browser);
    page.awaitSomething();
    JsonNode early = page.picture();
    assertTrue(early.get("spread").asInt() > 20, "the picture shows something: " + early);
    browser.await("newest frame", "document.querySelector('.pair img')?.naturalWidth > 0");
    live.client.scenes().finishScene(FinishSceneRequest.newBuilder().setSceneId(scene).build());
    browser.await("end of training", "document.querySelector('.badge.finished')");
    browser.await("instances", "document.querySelectorAll('.instances tbody tr').length > 1");
    browser.await("plots", "document.querySelector('.plot .line').getAttribute('d')");
    page.awaitChangeOf(early);
    assertEquals(List.of(), findings, "accessibility of the home page");
    return scene;
  }

  private static void stream(LiveServer live, String scene) throws Exception {
    List<CaptureFrame> frames = LiveServer.frames(FRAMES);
    new SimulatedRobot(LiveServer.source(frames), 0, new ReplayListener() {})
        .run(live.client, scene, "robot-1");
  }

  /** The browser draws what the server renders, and each layer is another picture. */
  private static void checkDrawing(Browser browser, ScenePage page) throws Exception {
    page.awaitStill();
    assertEquals(
        "splats",
        browser.run("return document.querySelector('.stage').dataset.view").asText(),
        () -> reason(browser));
    int[] drawn = page.pixels(64, 48);
    JsonNode colours = page.picture();
    for (String layer : List.of("instances", "depth")) {
      page.layer(layer);
      page.awaitChangeOf(colours);
      browser.screenshot(SHOTS.resolve(layer + ".png"));
    }
    page.layer("colour");
    page.press(".toolbar button.tool");
    browser.await("pictures", "document.querySelector('.stage').dataset.view === 'pictures'");
    page.awaitStill();
    double psnr = psnr(drawn, page.pixels(64, 48));
    assertTrue(psnr > LEAST_PSNR, "the browser draws what the server renders: " + psnr + " dB");
    page.press(".toolbar button.tool");
    page.awaitStill();
  }

  /** Why the page shows pictures of the server. */
  private static String reason(Browser browser) {
    try {
      return browser.run("return document.querySelector('.stage').dataset.reason").asText();
    } catch (Exception e) {
      return "unknown: " + e;
    }
  }

  private static double psnr(int[] a, int[] b) {
    double squared = 0;
    for (int i = 0; i < a.length; i++) {
      squared += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return 10 * Math.log10(255.0 * 255 * a.length / squared);
  }

  /** A click on a thing of the ground truth selects the instance that overlaps it best. */
  private static void checkSelection(Browser browser, ScenePage page, LiveServer live, String scene)
      throws Exception {
    CaptureFrame newest = LiveServer.frames(FRAMES).getLast();
    TrueObject best = TrueObject.of(live.client, scene, newest).getFirst();
    assertTrue(best.overlap() > 0.3, "something of the ground truth is known: " + best);
    double[] at = ScenePage.project(page.view(), best.point());
    JsonNode before = page.picture();
    page.click(at[0], at[1]);
    JsonNode selected =
        browser.await("selection", "document.querySelector('tr.selected')?.dataset.id");
    assertEquals(best.instance(), selected.asInt(), "the click met " + best);
    browser.await("details", "document.querySelector('.details .facts')?.checkVisibility()");
    page.press(".life summary");
    browser.await(
        "history",
        "/found at revision|no longer/.test(document.querySelector('.life p').innerText)");
    page.awaitChangeOf(before);
    browser.screenshot(SHOTS.resolve("selected.png"));
    for (int button = 1; button <= 2; button++) {
      String selector = ".details .actions button:nth-child(" + button + ")";
      JsonNode plain = page.picture();
      page.press(selector);
      page.awaitChangeOf(plain);
      browser.screenshot(SHOTS.resolve(button == 1 ? "isolated.png" : "hidden.png"));
      page.press(selector);
      browser.await(
          "all shown again",
          "document.querySelector('" + selector + "').getAttribute('aria-pressed') === 'false'");
    }
  }

  /** Without a language model the answer says what to do. */
  private static void checkQuestion(Browser browser) throws Exception {
    browser.run(
        "document.querySelector('#ask').value = 'a red mug';"
            + "document.querySelector('.ask').requestSubmit();");
    browser.await(
        "an explanation",
        "document.querySelector('.answer').innerText.includes('no language model is installed')");
  }

  private static void checkMoves(Browser browser, ScenePage page) throws Exception {
    page.awaitStill();
    JsonNode still = page.picture();
    page.drag(100, 30);
    browser.await("camera in the link", "location.hash.includes('eye=')");
    page.awaitChangeOf(still);
    String before = browser.run("return location.hash").asText();
    JsonNode turned = page.picture();
    browser.run("document.querySelector('.stage').focus()");
    browser.key(ARROW_LEFT);
    browser.await("turn by keyboard", "location.hash !== '" + before + "'");
    page.awaitChangeOf(turned);
    page.layer("instances");
    browser.await("layer in the link", "location.hash.includes('layer=instances')");
  }

  /** A link restores scene, camera, layer and selection, and shows the same each time. */
  private static void checkLink(Browser browser, ScenePage page) throws Exception {
    String link = browser.run("return location.href").asText();
    JsonNode first = openLink(browser, page, link);
    assertEquals(first.get("sum"), openLink(browser, page, link).get("sum"));
  }

  private static JsonNode openLink(Browser browser, ScenePage page, String link) throws Exception {
    browser.open("about:blank");
    browser.open(link);
    browser.await("drawing", ScenePage.DRAWN);
    browser.await("selection", "document.querySelector('tr.selected')");
    browser.await("end of training", "document.querySelector('.badge.finished')");
    page.awaitStill();
    assertEquals(link, browser.run("return location.href").asText());
    return page.picture();
  }

  /** Pictures for people to look at, no finding of the audit, and a layout that fits a phone. */
  private static void checkLooks(Browser browser) throws Exception {
    List<String> findings = new ArrayList<>();
    for (String scheme : List.of("light", "dark")) {
      look(browser, scheme);
      browser.run("scrollTo(0, 0)");
      browser.screenshot(SHOTS.resolve(scheme + ".png"));
      findings.addAll(audit(browser, scheme));
    }
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
    findings.addAll(audit(browser, "phone"));
    assertEquals(List.of(), findings, "accessibility");
    browser.devTools("Emulation.clearDeviceMetricsOverride", Browser.object());
  }

  /** Needs axe-core from npm; where it is not installed the rest of the test is worth running. */
  private static List<String> audit(Browser browser, String what) throws Exception {
    if (AxeAudit.missing().isPresent()) {
      assertFalse(System.getenv("SPLATLAS_CI") != null, "run npm ci in ops/web: " + what);
      return List.of();
    }
    return AxeAudit.findings(browser).stream().map(finding -> what + ": " + finding).toList();
  }

  private static void look(Browser browser, String scheme) throws Exception {
    ObjectNode media = Browser.object();
    media.putArray("features").addObject().put("name", "prefers-color-scheme").put("value", scheme);
    browser.devTools("Emulation.setEmulatedMedia", media);
  }

  /** The server's pictures serve a browser that cannot draw in 3D. */
  private void checkWithoutWebGl(String link) throws Exception {
    try (Browser plain = Browser.start(plainProfile, "--disable-3d-apis")) {
      plain.open(link);
      plain.await("picture", ScenePage.DRAWN);
      ScenePage page = new ScenePage(plain);
      page.awaitStill();
      assertEquals(
          "pictures", plain.run("return document.querySelector('.stage').dataset.view").asText());
      assertTrue(page.picture().get("spread").asInt() > 20, "the picture shows something");
      plain.screenshot(SHOTS.resolve("without-webgl.png"));
    }
  }

  private static void checkRequests(Browser browser, URI home) throws Exception {
    List<URI> requests = browser.requests();
    assertTrue(requests.size() > 10, "requests were recorded");
    List<URI> foreign =
        requests.stream().filter(uri -> !home.getAuthority().equals(uri.getAuthority())).toList();
    assertEquals(List.of(), foreign, "the page asks its own server only");
  }

  /** The page comes back by itself when its server does, and shows what was there. */
  private void checkRestart(Browser browser, int port) throws Exception {
    browser.await(
        "loss of the server", "document.querySelector('#link-state').innerText === 'reconnecting'");
    try (LiveServer again = LiveServer.startAt(data, port)) {
      assertEquals(port, again.server.httpPort());
      browser.await("return", "document.querySelector('#link-state').innerText === 'live'");
      browser.await("instances", "document.querySelectorAll('.instances tbody tr').length > 1");
      new ScenePage(browser).awaitStill();
      checkWhatIsLeft(browser);
    }
  }

  /** A page that is opened after a restart shows what is on disk, and says what is not. */
  private static void checkWhatIsLeft(Browser browser) throws Exception {
    String link = browser.run("return location.href").asText();
    browser.open("about:blank");
    browser.open(link.replaceFirst("select=\\d+", "select=9999"));
    browser.await("newest frame", "document.querySelector('.pair img')?.naturalWidth > 0");
    browser.await("path of the camera", "document.querySelector('#path')?.disabled === false");
    browser.await(
        "where plots begin",
        "/since the server started/.test(document.querySelector('.plots-panel').innerText)");
    browser.await(
        "an instance that never was",
        "/There is no instance 9999/.test(document.querySelector('.details').innerText)");
    browser.screenshot(SHOTS.resolve("restarted.png"));
  }
}
