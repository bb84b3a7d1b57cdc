package io.splatlas.ops.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.splatlas.actors.distill.clip.ClipModel;
import io.splatlas.actors.distill.clip.ModelFiles;
import io.splatlas.actors.distill.clip.ModelStore;
import io.splatlas.actors.distill.clip.OriginalRelease;
import io.splatlas.actors.distill.clip.OriginalRelease.Pinned;
import java.io.IOException;
import java.io.UncheckedIOException;
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

class ReleaseDownloadTest {
  private static final Path RELEASE =
      Path.of(System.getProperty("splatlas.root", ".."), "actors/src/test/resources/clip/release");

  @TempDir Path folder = Path.of("");

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final HttpServer server = stub();
  private volatile int cutAfter = Integer.MAX_VALUE;
  private volatile byte[] weights = new byte[0];

  private static HttpServer stub() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException taken) {
      throw new UncheckedIOException(taken);
    }
  }

  @BeforeEach
  void serve() throws IOException {
    weights = Files.readAllBytes(RELEASE.resolve("weights.pt"));
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** Serves files with ranges, the way static hosts do; hangs up in the middle when told to. */
  private void answer(HttpExchange call) throws IOException {
    boolean large = call.getRequestURI().getPath().endsWith("weights.pt");
    byte[] whole = large ? weights : Files.readAllBytes(RELEASE.resolve("merges.txt.gz"));
    String range = call.getRequestHeaders().getFirst("Range");
    asked.add((large ? "weights" : "merges") + (range == null ? "" : " " + range));
    int from = range == null ? 0 : Integer.parseInt(range.replace("bytes=", "").replace("-", ""));
    if (from >= whole.length) {
      call.sendResponseHeaders(416, -1);
      call.close();
      return;
    }
    call.sendResponseHeaders(range == null ? 200 : 206, whole.length - from);
    call.getResponseBody()
        .write(whole, from, large ? Math.min(cutAfter, whole.length - from) : whole.length - from);
    call.close();
  }

  private OriginalRelease release() throws IOException {
    String base = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    return new OriginalRelease(
        "small",
        pinned(base + "weights.pt", "weights.pt"),
        pinned(base + "merges.txt.gz", "merges.txt.gz"));
  }

  private static Pinned pinned(String address, String file) throws IOException {
    return new Pinned(URI.create(address), ModelFiles.sha256(RELEASE.resolve(file)), 4_000_000);
  }

  private ModelStore store() {
    return new ModelStore(folder.resolve("models"));
  }

  private ModelFiles pull() throws IOException, InterruptedException {
    return new ReleaseDownload(store(), told::add).pull(release());
  }

  private String refusal() {
    return String.valueOf(assertThrows(IOException.class, this::pull).getMessage());
  }

  @Test
  void shouldInstallAModelThatReadsWords() throws Exception {
    ModelFiles model = pull();
    assertEquals("MIT", model.licence());
    assertTrue(told.contains("licence: MIT, from https://github.com/openai/CLIP"), told::toString);
    assertEquals(List.of("small"), store().names());
    Path installed = store().find("small").orElseThrow();
    assertFalse(Files.exists(installed.resolve("weights.pt")));
    try (ClipModel loaded = ClipModel.load(installed)) {
      assertEquals(24, loaded.embed("a photo of a cat").length);
    }
  }

  @Test
  void shouldGoOnWhereItWasCutOff() throws Exception {
    cutAfter = 300_000;
    assertTrue(refusal().contains("weights.pt was cut off"));
    assertTrue(store().names().isEmpty());
    cutAfter = Integer.MAX_VALUE;
    pull();
    assertTrue(
        asked.stream().anyMatch(one -> one.matches("weights bytes=[1-9][0-9]*-")), asked::toString);
    assertEquals(1, asked.stream().filter("merges"::equals).count(), asked::toString);
    assertEquals(1, store().names().size());
  }

  @Test
  void shouldNameAndThrowAwayAnotherFileThanThePinnedOne() throws Exception {
    byte[] right = weights;
    weights = right.clone();
    weights[weights.length / 2] ^= 1;
    assertTrue(refusal().contains("weights.pt is another file"));
    assertFalse(Files.exists(folder.resolve("models/small.part/weights.pt")));
    weights = right;
    assertEquals("small", pull().name());
  }

  @Test
  void shouldThrowAwayMoreThanTheFile() throws Exception {
    Path part = Files.createDirectories(folder.resolve("models/small.part"));
    Files.write(part.resolve("weights.pt"), Arrays.copyOf(weights, weights.length + 10));
    assertTrue(refusal().contains("weights.pt is another file"));
    assertEquals("small", pull().name());
  }

  @Test
  void shouldNameAServerThatIsNotThere() {
    server.stop(0);
    assertTrue(refusal().contains("merges.txt.gz cannot be reached"));
  }
}
