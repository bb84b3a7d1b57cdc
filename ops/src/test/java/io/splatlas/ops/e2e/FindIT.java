package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.ImageFiles;
import io.splatlas.ops.picture.Png;
import io.splatlas.ops.picture.Resampling;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.FinishSceneRequest;
import io.splatlas.proto.v1.ImageEncoding;
import io.splatlas.proto.v1.ImageMatch;
import io.splatlas.proto.v1.QueryImageRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Questions by a picture, and questions that stand, on the page of a server without a language
 * model: pictures work, texts explain themselves.
 */
class FindIT {
  private static final Path SHOTS = Path.of("target", "page");
  private static final String ARROW_LEFT = "\uE012";
  private static final String ARROW_DOWN = "\uE015";
  private static final String ENTER = "\uE007";
  private static final String ESCAPE = "\uE00C";
  private static final String NO_MODEL = "no language model is installed";
  private static final String ANSWERS =
      "[...document.querySelectorAll('.answer .matches li')].map(li => ({id: Number(li.dataset.id),"
          + " level: li.querySelector('meter').value}))";
  private static final String HEAT = "document.querySelector('.stage').dataset.heat > 0";

  /** Keeps the last picture that the page sends: no script may read it from where it is shown. */
  private static final String KEEP_SENT =
      "const send = window.fetch; window.fetch = (path, options) => {"
          + " if (options?.body) window.sent = options.body; return send(path, options); };";

  private static final String SENT =
      "const reader = new FileReader();"
          + "reader.onload = () => done(reader.result.split(',')[1]);"
          + "reader.onerror = () => done('');"
          + "reader.readAsDataURL(window.sent);";

  @TempDir Path data = Path.of("");
  @TempDir Path profile = Path.of("");
  @TempDir Path files = Path.of("");

  @BeforeAll
  static void needsABrowser() {
    Commands.require(Browser.missing(), "chromium chromium-driver");
  }

  @Test
  void shouldFindByAPictureAndGoOnLooking() throws Exception {
    List<CaptureFrame> frames = LiveServer.frames(12);
    try (LiveServer live = LiveServer.start(data);
        Browser browser = Browser.start(profile)) {
      String scene = live.createScene();
      browser.open(live.server.page().orElseThrow() + "#scene=" + scene);
      browser.await("the page", "document.querySelector('#link-state').innerText === 'live'");
      browser.run(KEEP_SENT);
      standByWords(browser);
      standByPicture(browser, picture(frames.getFirst()));
      new SimulatedRobot(LiveServer.source(frames), 0, new ReplayListener() {})
          .run(live.client, scene, "robot-1");
      live.client.scenes().finishScene(FinishSceneRequest.newBuilder().setSceneId(scene).build());
      browser.await("end of training", "document.querySelector('.badge.finished')");
      browser.await(
          "what fits, without asking again",
          "document.querySelectorAll('.standing .matches li').length > 0");
      browser.await(
          "news of it", "/fits, \\d+ %/.test(document.querySelector('.standing').innerText)");
      askByPicture(browser, live, scene, picture(frames.getFirst()));
      ScenePage page = new ScenePage(browser);
      cropByKeyboard(browser, page);
      cropByMouse(browser, page);
      checkLooks(browser);
      stop(browser, live);
      refuseOtherFiles(browser);
      assertEquals(List.of(), browser.complaints(), "nothing is wrong on the console");
    }
  }

  /** Without a language model a standing text says what to do, and does not ask again. */
  private static void standByWords(Browser browser) throws Exception {
    browser.run(
        "document.querySelector('#ask').value = 'a red mug';"
            + "document.querySelector('.ask button:not([type=submit])').click();");
    browser.await(
        "an explanation",
        "document.querySelector('.standing .problem')?.innerText.includes('" + NO_MODEL + "')");
    assertEquals(
        "ended",
        browser.run("return document.querySelector('.standing li').dataset.state").asText());
    browser.await("a link that asks the same again", "location.hash.includes('watch=')");
    browser.run("document.querySelector('.standing .stop').focus()");
    browser.key(ENTER);
    browser.await("nothing stands", "!document.querySelector('.standing li')");
    assertEquals(
        "ask", browser.run("return document.activeElement.id").asText(), "focus goes somewhere");
  }

  /** A standing picture waits for the scene; asked at once, the same picture explains itself. */
  private static void standByPicture(Browser browser, Path picture) throws Exception {
    browser.choose("#ask-file", picture);
    browser.await(
        "why there is no answer yet", "document.querySelector('.answer .problem')?.innerText");
    browser.run("document.querySelector('.asked-picture button').click()");
    browser.await(
        "patience", "document.querySelector('.standing li')?.dataset.state === 'waiting'");
  }

  private static void askByPicture(Browser browser, LiveServer live, String scene, Path picture)
      throws Exception {
    browser.choose("#ask-file", picture);
    browser.await("answers", ANSWERS + ".length > 0");
    JsonNode shown = browser.run("return " + ANSWERS);
    List<ImageMatch> expected = ask(live, scene, browser);
    assertTrue(expected.size() > 1, "several instances were compared");
    for (int i = 0; i < shown.size(); i++) {
      assertEquals(expected.get(i).getInstance().getId(), shown.get(i).get("id").asInt());
      assertEquals(
          Math.max(0, expected.get(i).getSimilarity()), shown.get(i).get("level").asDouble(), 1e-4);
    }
    browser.await("similarity of each pixel", HEAT);
  }

  /** What the server says of the very picture that the page asked for. */
  private static List<ImageMatch> ask(LiveServer live, String scene, Browser browser)
      throws Exception {
    byte[] jpeg = Base64.getDecoder().decode(browser.runToEnd(SENT).asText());
    JsonNode size =
        browser.run(
            "const p = document.querySelector('.asked-picture img');"
                + "return [p.naturalWidth, p.naturalHeight];");
    return live.client
        .query()
        .queryImage(
            QueryImageRequest.newBuilder()
                .setSceneId(scene)
                .setImage(ByteString.copyFrom(jpeg))
                .setEncoding(ImageEncoding.IMAGE_ENCODING_JPEG)
                .setWidth(size.get(0).asInt())
                .setHeight(size.get(1).asInt())
                .setMinSimilarity(-1)
                .build())
        .getMatchesList();
  }

  /** A part of the view by keys alone: moved, made larger, taken; or left. */
  private static void cropByKeyboard(Browser browser, ScenePage page) throws Exception {
    page.awaitStill();
    browser.run("document.querySelector('#ask-crop').focus()");
    browser.key(ENTER);
    browser.await("the choice", "document.activeElement.className === 'crop'");
    browser.key(ESCAPE);
    browser.await("no choice", "!document.querySelector('.crop')");
    assertEquals("ask-crop", browser.run("return document.activeElement.id").asText());
    browser.key(ENTER);
    browser.await("the choice", "document.activeElement.className === 'crop'");
    String before = browser.run("return document.querySelector('.crop-box').style.left").asText();
    browser.key(ARROW_LEFT);
    browser.key(ARROW_DOWN);
    String after = browser.run("return document.querySelector('.crop-box').style.left").asText();
    assertFalse(before.equals(after), "the arrow moves it");
    assertTrue(
        browser
            .run("return document.querySelector('.crop [role=status]').innerText")
            .asText()
            .contains("from left"),
        "and says where it is");
    double[] part = part(browser);
    String asked = picture(browser);
    browser.key(ENTER);
    awaitPicture(browser, asked);
    checkCrop(browser, page, part);
  }

  private static void cropByMouse(Browser browser, ScenePage page) throws Exception {
    String link = browser.run("return location.hash").asText();
    String asked = picture(browser);
    page.press("#ask-crop");
    browser.await("the choice", "document.querySelector('.crop')");
    page.drag(150, 110);
    awaitPicture(browser, asked);
    assertEquals(
        link, browser.run("return location.hash").asText(), "the camera stays while one is drawn");
    browser.await("answers", ANSWERS + ".length > 0");
    JsonNode size =
        browser.run(
            "const p = document.querySelector('.asked-picture img');"
                + "return [p.naturalWidth, p.naturalHeight];");
    assertEquals(150.0 / 110, size.get(0).asDouble() / size.get(1).asDouble(), 0.05);
  }

  private static String picture(Browser browser) throws Exception {
    return browser.run("return document.querySelector('.asked-picture img').src").asText();
  }

  private static void awaitPicture(Browser browser, String before) throws Exception {
    browser.await(
        "another picture",
        "document.querySelector('.asked-picture img').src !== '"
            + before
            + "' && document.querySelector('.asked-picture img').naturalWidth > 0");
  }

  /** Of the view's width and height: left, top, width, height. */
  private static double[] part(Browser browser) throws Exception {
    JsonNode style =
        browser.run(
            "const s = document.querySelector('.crop-box').style;"
                + "return [s.left, s.top, s.width, s.height].map(v => parseFloat(v) / 100);");
    double[] part = new double[4];
    for (int i = 0; i < 4; i++) {
      part[i] = style.get(i).asDouble();
    }
    return part;
  }

  /** The picture shows what the view shows there, not something mirrored, shifted or larger. */
  private static void checkCrop(Browser browser, ScenePage page, double[] part) throws Exception {
    // With the answer comes the layer relevancy.
    browser.await("the answer", "!document.querySelector('.ask [type=submit]').disabled");
    page.layer("colour");
    page.awaitStill();
    JsonNode psnr =
        browser.run(
            String.format(
                Locale.ROOT,
                "const small = (source, u, v, w, h) => {"
                    + " const c = document.createElement('canvas'); c.width = 24; c.height = 24;"
                    + " const g = c.getContext('2d'); g.imageSmoothingQuality = 'high';"
                    + " const W = source.naturalWidth ?? source.width;"
                    + " const H = source.naturalHeight ?? source.height;"
                    + " g.drawImage(source, u * W, v * H, w * W, h * H, 0, 0, 24, 24);"
                    + " return g.getImageData(0, 0, 24, 24).data; };"
                    + "const a = small(document.querySelector('.asked-picture img'), 0, 0, 1, 1);"
                    + "const b = small(document.querySelector('.stage canvas.splats')"
                    + " ?? document.querySelector('.stage .picture'), %f, %f, %f, %f);"
                    + "let sum = 0; for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;"
                    + "return 10 * Math.log10(255 * 255 * a.length / Math.max(1, sum));",
                part[0],
                part[1],
                part[2],
                part[3]));
    assertTrue(psnr.asDouble() > 20, "the part of the view that was chosen: " + psnr + " dB");
  }

  private static void checkLooks(Browser browser) throws Exception {
    browser.run("scrollTo(0, 0)");
    browser.screenshot(SHOTS.resolve("find.png"));
    if (AxeAudit.missing().isEmpty()) {
      assertEquals(List.of(), AxeAudit.findings(browser), "accessibility");
    } else {
      assertFalse(System.getenv("SPLATLAS_CI") != null, "run npm ci in ops/web");
    }
  }

  /** A question that is stopped costs the server nothing any more. */
  private static void stop(Browser browser, LiveServer live) throws Exception {
    assertTrue(questions(live).contains("splatlas_page_questions 1"), questions(live).toString());
    browser.run("document.querySelector('.standing .stop').click()");
    browser.await("nothing stands", "!document.querySelector('.standing li')");
    // The server hears of a closed connection when it writes to it next.
    while (!questions(live).contains("splatlas_page_questions 0")) {
      browser.await("a moment", "true");
    }
  }

  private static List<String> questions(LiveServer live) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      String scrape =
          http.send(
                  HttpRequest.newBuilder(
                          URI.create(
                              "http://127.0.0.1:%d/metrics".formatted(live.server.httpPort())))
                      .build(),
                  BodyHandlers.ofString())
              .body();
      return scrape
          .lines()
          .filter(line -> line.startsWith("splatlas_page_questions"))
          .map(line -> line.replaceFirst("\\.0$", ""))
          .toList();
    }
  }

  private void refuseOtherFiles(Browser browser) throws Exception {
    Path text = Files.writeString(files.resolve("list.png"), "no picture");
    browser.choose("#ask-file", text);
    browser.await(
        "a refusal by name",
        "/list.png is not a picture/.test(document.querySelector('.answer').innerText)");
  }

  /** A file with the middle of a frame. */
  private Path picture(CaptureFrame frame) throws IOException {
    return Files.write(
        files.resolve("middle.png"),
        Png.encode(Resampling.areaAverage(ImageFiles.readRgb(frame.image()), 96, 72)));
  }
}
