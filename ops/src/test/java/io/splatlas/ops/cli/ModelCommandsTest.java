package io.splatlas.ops.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.distill.clip.ModelFiles;
import io.splatlas.ops.e2e.SmallModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user reads who has a model that is damaged. */
class ModelCommandsTest {
  @TempDir Path folder = Path.of("");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private Path models() {
    return folder.resolve("models");
  }

  private Path cutOff(String name, String file) throws IOException {
    Path path = SmallModel.install(models().resolve(name)).resolve(file);
    byte[] whole = Files.readAllBytes(path);
    Files.write(path, java.util.Arrays.copyOf(whole, whole.length - 1));
    return path;
  }

  private int run(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--models", models().toString()));
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  private int serve(String model) {
    return run(
        "serve",
        "--port",
        "0",
        "--http-port",
        "0",
        "--data",
        folder.resolve("data").toString(),
        "--model",
        model);
  }

  @Test
  void shouldNameTheDamagedFileAndWhatToDoNextWhenAServerIsStarted() throws IOException {
    cutOff("small", ModelFiles.TEXT);
    assertEquals(ExitCodes.FAILED, serve("small"));
    List<String> said = err.toString().lines().toList();
    assertTrue(
        said.getFirst()
            .startsWith(
                "splatlas: the model in %s cannot be used: text.onnx has "
                    .formatted(models().resolve("small"))),
        err::toString);
    assertEquals("  'splatlas models add DIR --name small' installs it again", said.get(1));
    assertTrue(said.get(2).contains("--model built-in"), err::toString);
    assertEquals(3, said.size(), err::toString);
  }

  @Test
  void shouldPullAgainWhatWasPulled() throws IOException {
    cutOff("clip-vit-b16", ModelFiles.VISUAL);
    assertEquals(ExitCodes.FAILED, serve("auto"));
    assertTrue(err.toString().contains("visual.onnx has"), err::toString);
    assertTrue(err.toString().contains("'splatlas models pull clip-vit-b16'"), err::toString);
    assertFalse(err.toString().contains("Exception"), err::toString);
  }

  @Test
  void shouldListModelsBesideADamagedOne() throws IOException {
    SmallModel.install(models().resolve("small"));
    Files.writeString(
        SmallModel.install(models().resolve("other")).resolve(ModelFiles.MANIFEST),
        "{",
        StandardCharsets.UTF_8);
    assertEquals(ExitCodes.OK, run("models", "list"));
    assertTrue(out.toString().matches("(?s).*small +1 +CC0.*"), out::toString);
    assertTrue(
        out.toString().contains("other") && out.toString().contains("model.json is no JSON"),
        out::toString);
  }

  @Test
  void shouldSayWhatToDoWithoutANetwork() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    String nobody = "http://127.0.0.1:" + port;
    assertEquals(
        ExitCodes.FAILED,
        run("models", "pull", "mine", "--from", nobody, "--sha256", "0".repeat(64)));
    assertTrue(err.toString().contains(nobody) && err.toString().contains("cannot be reached"));
    assertTrue(err.toString().contains("proxyHost"), err::toString);
    assertTrue(err.toString().contains("splatlas models add DIR"), err::toString);
  }

  @Test
  void shouldSayHowToInstallTheFirstModel() {
    assertEquals(ExitCodes.OK, run("models", "list"));
    assertTrue(out.toString().contains("splatlas models pull clip-vit-b16"), out::toString);
  }
}
