package io.splatlas.ops.e2e;

import io.splatlas.ops.client.ServerAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code ./splatlas serve} as a process of its own. */
final class ServeProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServeProcess.class);
  private static final Path ROOT = Path.of(System.getProperty("splatlas.root", ".."));

  final ServerAddress address;
  private final Process process;
  private final URI metrics;
  private final Said said;

  private ServeProcess(Process process, ServerAddress address, URI metrics, Said said) {
    this.process = process;
    this.address = address;
    this.metrics = metrics;
    this.said = said;
  }

  static ServeProcess start(Path data, String... more) throws IOException {
    return start(0, data, more);
  }

  /** On a port, 0 = any free one. */
  static ServeProcess start(int port, Path data, String... more) throws IOException {
    return start(Map.of(), port, data, more);
  }

  /** With more in its environment. */
  static ServeProcess start(Map<String, String> environment, int port, Path data, String... more)
      throws IOException {
    Process process = launch(environment, port, data, more);
    BufferedReader out = process.inputReader();
    Said said = new Said();
    ServerAddress address = null;
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      said.add(line);
      if (line.startsWith("gRPC")) {
        address = ServerAddress.parse(line.split("\\s+", 3)[1]);
      } else if (line.startsWith("metrics") && address != null) {
        drain(out, said);
        return new ServeProcess(process, address, URI.create(line.split("\\s+", 3)[1]), said);
      }
    }
    throw new IOException(
        "the server said nothing of its address:\n" + String.join("\n", said.lines()));
  }

  /**
   * Starts it and kills it after some time, wherever it is by then.
   *
   * @return what it had said
   */
  static Said startAndKill(Path data, long millis, String... more)
      throws IOException, InterruptedException {
    Process process = launch(Map.of(), 0, data, more);
    Said said = new Said();
    drain(process.inputReader(), said);
    boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
    process.destroyForcibly();
    process.waitFor();
    said.awaitEnd();
    if (ended) {
      throw new AssertionError("the server did not start:\n" + String.join("\n", said.lines()));
    }
    return said;
  }

  private static Process launch(
      Map<String, String> environment, int port, Path data, String... more) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            ROOT.resolve("splatlas").toString(),
            "serve",
            "--port",
            Integer.toString(port),
            "--http-port",
            "0",
            "--device-memory",
            "512",
            "--data",
            data.toString());
    builder.command().addAll(List.of(more));
    if (!List.of(more).contains("--device")) {
      builder.command().addAll(List.of("--device", "cpu"));
    }
    builder.environment().put("SPLATLAS_NO_BUILD", "1");
    builder.environment().put("SPLATLAS_LOG", "debug");
    builder.environment().put("SPLATLAS_JAVA_OPTS", "-Xmx1g");
    builder.environment().putAll(environment);
    return builder.redirectErrorStream(true).start();
  }

  /** A server that logs must not wait for somebody to read it. */
  private static void drain(BufferedReader out, Said said) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                  said.add(line);
                }
              } catch (IOException ended) {
                LOG.debug("the server's output ended", ended);
              } finally {
                said.end();
              }
            });
  }

  /** What it has printed and logged so far. */
  List<String> said() {
    return said.lines();
  }

  /** How many lines it has printed and logged so far. */
  int saidSoFar() {
    return said.size();
  }

  /**
   * Waits until it says a line that contains a text.
   *
   * @param from index of the first line that counts
   * @return whether it did within some time
   */
  boolean awaitSaid(String text, int from, long millis) throws InterruptedException {
    return said.await(text, from, millis);
  }

  /** The sum of a metric over its labels that contain a text; 0 where there is none. */
  double metric(String name, String label) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
          .body()
          .lines()
          .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
          .filter(line -> line.contains(label))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }
  }

  /**
   * Kills it at once, as a power cut would.
   *
   * @return all it had said
   */
  Said kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
    said.awaitEnd();
    return said;
  }

  /** Kills it, as a power cut would, unless it ends by itself within some time. */
  Said killAfter(long millis) throws InterruptedException {
    if (process.waitFor(millis, TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the server ended by itself with " + process.exitValue());
    }
    return kill();
  }

  /**
   * Waits until it ends by itself.
   *
   * @return how it ended
   */
  int awaitEnd(long seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new AssertionError("the server did not end by itself:\n" + said.lines());
    }
    said.awaitEnd();
    return process.exitValue();
  }

  /** Asks it to end and answers how it ended. */
  int terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the server did not end within a minute of being asked to");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
