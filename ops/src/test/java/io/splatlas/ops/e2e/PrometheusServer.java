package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** A real Prometheus on loopback with the rules that ship. */
final class PrometheusServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final String address;
  private final Instant began = Instant.now();
  private final HttpClient http = HttpClient.newHttpClient();

  private PrometheusServer(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /** Scrapes a port of this machine every so many seconds as job {@code splatlas}. */
  static PrometheusServer start(Path folder, Path rules, int scraped, int seconds)
      throws IOException {
    Path config = folder.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        global: {scrape_interval: %1$ds, evaluation_interval: %1$ds}
        rule_files: ["%2$s"]
        scrape_configs:
          - job_name: splatlas
            static_configs: [{targets: ["127.0.0.1:%3$d"]}]
        """
            .formatted(seconds, rules.toAbsolutePath().normalize(), scraped));
    String address = "127.0.0.1:" + freePort();
    Process process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--web.listen-address=" + address)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    return new PrometheusServer(process, "http://" + address);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Samples that an expression has now. */
  JsonNode query(String expression) throws IOException, InterruptedException {
    return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
        .get("result");
  }

  /** Samples that an expression had since this was started, one every so many seconds. */
  JsonNode queryRange(String expression, int seconds) throws IOException, InterruptedException {
    return get("/api/v1/query_range?query=%s&start=%d&end=%d&step=%d"
            .formatted(
                URLEncoder.encode(expression, StandardCharsets.UTF_8),
                began.getEpochSecond(),
                Instant.now().getEpochSecond(),
                seconds))
        .get("result");
  }

  /** Rules and how they fare. */
  JsonNode rules() throws IOException, InterruptedException {
    return get("/api/v1/rules").get("groups");
  }

  /** Waits until an expression has a sample of at least some value. */
  void await(String expression, double least) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      try {
        JsonNode samples = query(expression);
        if (!samples.isEmpty() && samples.get(0).get("value").get(1).asDouble() >= least) {
          return;
        }
      } catch (IOException starting) {
        assertTrue(process.isAlive(), "Prometheus has ended: " + starting.getMessage());
      }
      assertTrue(System.nanoTime() < deadline, expression + " did not come to " + least);
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(address + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    JsonNode told = JSON.readTree(answer.body());
    assertTrue(answer.statusCode() == 200, path + ": " + answer.body());
    return told.get("data");
  }

  @Override
  public void close() {
    http.close();
    process.destroy();
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
