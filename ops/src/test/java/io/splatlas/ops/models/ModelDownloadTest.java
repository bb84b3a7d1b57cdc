package io.splatlas.ops.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.splatlas.actors.distill.clip.ModelFiles;
import io.splatlas.actors.distill.clip.ModelStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDownloadTest {
  private static final Path FIXTURE =
      Path.of(System.getProperty("splatlas.root", ".."), "actors/src/test/resources/clip");

  @TempDir Path folder = Path.of("");

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> told = new ArrayList<>();
  private volatile int cutAfter = Integer.MAX_VALUE;
  private HttpServer server = stub();

  private static HttpServer stub() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException taken) {
      throw new java.io.UncheckedIOException(taken);
    }
  }

  @BeforeEach
  void serve() throws IOException {
    Path files = Files.createDirectories(folder.resolve("web"));
    Files.copy(FIXTURE.resolve("visual-packed.onnx"), files.resolve(ModelFiles.VISUAL));
    Files.copy(FIXTURE.resolve("text.onnx"), files.resolve(ModelFiles.TEXT));
    Files.copy(FIXTURE.resolve("tokenizer.json"), files.resolve(ModelFiles.TOKENIZER));
    ModelFiles plain = ModelFiles.describe(files, "small");
    new ModelFiles("small", "CC0", "a script", 32, plain.mean(), plain.deviation(), plain.files())
        .write(files);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** Serves files with ranges, the way static hosts do; cuts bodies off when told to. */
  private void answer(HttpExchange call) throws IOException {
    Path file = folder.resolve("web").resolve(call.getRequestURI().getPath().substring(3));
    String range = call.getRequestHeaders().getFirst("Range");
    asked.add(file.getFileName() + (range == null ? "" : " " + range));
    if (!Files.isRegularFile(file)) {
      call.sendResponseHeaders(404, -1);
      call.close();
      return;
    }
    byte[] whole = Files.readAllBytes(file);
    int from = range == null ? 0 : Integer.parseInt(range.replace("bytes=", "").replace("-", ""));
    byte[] body = Arrays.copyOfRange(whole, from, whole.length);
    byte[] sent =
        file.endsWith(ModelFiles.VISUAL) && body.length > cutAfter
            ? Arrays.copyOf(body, cutAfter)
            : body;
    call.sendResponseHeaders(range == null ? 200 : 206, sent.length);
    call.getResponseBody().write(sent);
    call.close();
  }

  private ModelStore store() {
    return new ModelStore(folder.resolve("models"));
  }

  private ModelFiles pull(String sha256) throws IOException, InterruptedException {
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/m");
    return new ModelDownload(base, store(), told::add).pull("small", sha256);
  }

  private String pinned() throws IOException {
    return ModelFiles.sha256(folder.resolve("web").resolve(ModelFiles.MANIFEST));
  }

  private String refusal(String sha256) {
    return String.valueOf(assertThrows(IOException.class, () -> pull(sha256)).getMessage());
  }

  @Test
  void shouldInstallWhatItBroughtAndShowTheLicence() throws Exception {
    assertEquals("small", pull(pinned()).name());
    assertEquals(1, store().names().size());
    assertTrue(told.contains("licence: CC0, from a script"), told::toString);
  }

  @Test
  void shouldGoOnWhereItWasCutOff() throws Exception {
    cutAfter = 100_000;
    assertTrue(refusal(pinned()).contains("visual.onnx was cut off after 100,000"));
    assertFalse(Files.exists(folder.resolve("models/small")));
    cutAfter = Integer.MAX_VALUE;
    pull(pinned());
    assertTrue(asked.contains("visual.onnx bytes=100000-"), asked::toString);
    assertEquals(1, store().names().size());
  }

  @Test
  void shouldRefuseAnotherManifestThanThePinnedOne() {
    assertTrue(refusal("0".repeat(64)).contains("model.json is another file"));
  }

  @Test
  void shouldNameAndThrowAwayAFileThatIsAnotherOne() throws Exception {
    String pinned = pinned();
    Path text = folder.resolve("web").resolve(ModelFiles.TEXT);
    byte[] bytes = Files.readAllBytes(text);
    bytes[bytes.length / 2] ^= 1;
    Files.write(text, bytes);
    assertTrue(refusal(pinned).contains("text.onnx is another file"));
    assertFalse(Files.exists(folder.resolve("models/small.part/text.onnx")));
    bytes[bytes.length / 2] ^= 1;
    Files.write(text, bytes);
    assertEquals("small", pull(pinned).name());
  }

  @Test
  void shouldNotTakeMoreThanAFileMustHave() throws Exception {
    String pinned = pinned();
    Path text = folder.resolve("web").resolve(ModelFiles.TEXT);
    byte[] bytes = Files.readAllBytes(text);
    Files.write(text, Arrays.copyOf(bytes, bytes.length + 1_000_000));
    assertTrue(refusal(pinned).contains("text.onnx goes on behind the size"));
  }

  @Test
  void shouldNameAFileThatIsNotThere() throws Exception {
    String pinned = pinned();
    Files.delete(folder.resolve("web").resolve(ModelFiles.TOKENIZER));
    assertTrue(refusal(pinned).contains("tokenizer.json: the server answered 404"));
  }
}
