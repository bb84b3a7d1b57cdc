package io.splatlas.ops.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.CaptureReader;
import io.splatlas.ops.e2e.SmallModel;
import io.splatlas.ops.server.ServerOptions;
import io.splatlas.ops.server.SplatlasServer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that ask a scene, as a user types them, and the pictures they leave. */
class QuestionCommandsIT {
  private static final String DESK =
      Path.of(System.getProperty("splatlas.root", ".."), "ops", "demo", "desk").toString();
  private static final String LABEL = "(?m)^#\\d+ .*\\b(red bowl|mug)\\b";

  @TempDir Path folder = Path.of("");

  private String address = "";

  private SplatlasServer start(boolean reads) throws IOException {
    ServerOptions options =
        new ServerOptions("127.0.0.1", 0, 0, folder.resolve("data"), "cpu", 512L << 20);
    SplatlasServer server =
        SplatlasServer.start(
            reads ? options.withModel(SmallModel.install(folder.resolve("model"))) : options);
    address = "127.0.0.1:" + server.port();
    return server;
  }

  /** Runs a command against the server; what it printed. */
  private String run(int code, String... words) {
    StringWriter said = new StringWriter();
    PrintWriter to = new PrintWriter(said, true);
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--server", address));
    int answered = Main.commandLine().setOut(to).setErr(to).execute(all.toArray(String[]::new));
    assertEquals(code, answered, said::toString);
    return said.toString();
  }

  private void stream() {
    run(
        ExitCodes.OK,
        "replay",
        DESK,
        "--scene",
        "desk",
        "--fps",
        "0",
        "--max-width",
        "96",
        "--max-gaussians",
        "6000",
        "--iterations",
        "120",
        "--finish");
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private BufferedImage picture(String name) throws IOException {
    return Objects.requireNonNull(ImageIO.read(folder.resolve(name).toFile()), name);
  }

  @Test
  void shouldSegmentDetectAndSelectInAViewNeverStreamed() throws Exception {
    Capture capture = CaptureReader.read(Path.of(DESK));
    try (SplatlasServer server = start(false)) {
      assertTrue(server.port() > 0);
      stream();
      String[] from = {"--like", DESK, "--frame", heldOut(capture), "--width", "160"};
      String segments =
          run(
              ExitCodes.OK,
              with(from, "segment", "desk", "-o", file("s.png"), "--ids", file("ids.png")));
      run(ExitCodes.OK, with(from, "render", "desk", "-o", file("colour.png")));
      BufferedImage tinted = picture("s.png");
      BufferedImage ids = picture("ids.png");
      BufferedImage colour = picture("colour.png");
      assertEquals(160, tinted.getWidth());
      int[] place = largest(ids, segments);
      assertNotEquals(
          colour.getRGB(place[0], place[1]),
          tinted.getRGB(place[0], place[1]),
          "an instance is tinted");
      String selected =
          run(
              ExitCodes.OK,
              with(
                  from,
                  "select",
                  "desk",
                  "--pixel",
                  place[0] + "," + place[1],
                  "--mask",
                  file("mask.png")));
      assertTrue(selected.contains("#" + place[2] + " "), selected);
      assertEquals(255, picture("mask.png").getRaster().getSample(place[0], place[1], 0));
      String boxes =
          run(ExitCodes.OK, with(from, "detect", "desk", "--surfaces", "-o", file("boxes.png")));
      assertTrue(boxes.contains("#" + place[2] + " "), boxes);
      assertTrue(differing(colour, picture("boxes.png")) > 100, "boxes are drawn");
      String json =
          run(
              ExitCodes.OK,
              with(from, "detect", "desk", "--json", "--min", "1", "-o", file("none.png")));
      assertEquals("", json, "nothing is as sure as that");
      assertEquals(0, differing(colour, picture("none.png")));
    }
  }

  @Test
  void shouldAnswerTextsPicturesAndVocabularies() throws Exception {
    try (SplatlasServer server = start(true)) {
      assertTrue(server.port() > 0);
      stream();
      String[] from = {"--like", DESK, "--frame", "0", "--width", "160"};
      String said =
          run(
              ExitCodes.OK,
              with(from, "query", "desk", "a red mug", "--min", "0", "--map", file("map.png")));
      assertTrue(said.contains("small"), said);
      assertEquals(160, picture("map.png").getWidth());
      String best = run(ExitCodes.OK, "query", "desk", "a red mug", "--best");
      assertEquals(1, matches(best));
      assertTrue(best.contains("the best of ") && !best.contains("match"), best);
      run(ExitCodes.FAILED, "query", "desk", "a red mug", "--image", file("map.png"));
      run(ExitCodes.OK, with(from, "render", "desk", "-o", file("crop.png")));
      String alike =
          run(
              ExitCodes.OK,
              with(
                  from,
                  "query",
                  "desk",
                  "--image",
                  file("crop.png"),
                  "--min",
                  "-1",
                  "--map",
                  file("alike.png")));
      assertTrue(matches(alike) > 1, alike);
      assertEquals(160, picture("alike.png").getWidth());
      String labels = run(ExitCodes.OK, "labels", "desk", "mug", "red bowl");
      assertTrue(Pattern.compile(LABEL).matcher(labels).find(), labels);
    }
  }

  @Test
  void shouldSayWhatToInstallForWords() throws Exception {
    try (SplatlasServer server = start(false)) {
      assertTrue(server.port() > 0);
      stream();
      for (String[] asked :
          new String[][] {{"query", "desk", "a mug"}, {"labels", "desk", "mug", "plant"}}) {
        String refused = run(ExitCodes.FAILED, asked);
        assertTrue(refused.contains("FAILED_PRECONDITION"), refused);
        assertTrue(refused.contains("splatlas models"), refused);
      }
    }
  }

  private static String[] with(String[] view, String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(view));
    return all.toArray(String[]::new);
  }

  private static String heldOut(Capture capture) {
    for (int frame = 0; frame < capture.frames().size(); frame++) {
      if (capture.frames().get(frame).split() == io.splatlas.ops.dataset.Split.TEST) {
        return Integer.toString(frame);
      }
    }
    throw new AssertionError("the capture holds no view out");
  }

  private static int matches(String said) {
    Matcher lines = Pattern.compile("(?m)^#\\d+").matcher(said);
    int count = 0;
    while (lines.find()) {
      count++;
    }
    return count;
  }

  /** A pixel well inside of the instance with the most pixels: x, y, id. */
  private static int[] largest(BufferedImage ids, String table) {
    int most = 0;
    int id = 0;
    Matcher rows = Pattern.compile("(?m)^#(\\d+)\\s+([\\d,]+)").matcher(table);
    while (rows.find()) {
      int pixels = Integer.parseInt(rows.group(2).replace(",", ""));
      if (pixels > most) {
        most = pixels;
        id = Integer.parseInt(rows.group(1));
      }
    }
    for (int y = 2; y < ids.getHeight() - 2; y++) {
      for (int x = 2; x < ids.getWidth() - 2; x++) {
        if (isAllAround(ids, x, y, id)) {
          return new int[] {x, y, id};
        }
      }
    }
    throw new AssertionError("no pixel lies inside of an instance\n" + table);
  }

  private static boolean isAllAround(BufferedImage ids, int x, int y, int id) {
    for (int dy = -2; dy <= 2; dy++) {
      for (int dx = -2; dx <= 2; dx++) {
        if (ids.getRaster().getSample(x + dx, y + dy, 0) != id) {
          return false;
        }
      }
    }
    return true;
  }

  private static int differing(BufferedImage a, BufferedImage b) {
    int count = 0;
    for (int y = 0; y < a.getHeight(); y++) {
      for (int x = 0; x < a.getWidth(); x++) {
        count += a.getRGB(x, y) != b.getRGB(x, y) ? 1 : 0;
      }
    }
    return count;
  }
}
