package io.splatlas.ops.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperatorEndpointTest {
  /** So many that a scrape is larger than what a socket buffers. */
  private static final int METERS = 40_000;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final OperatorEndpoint endpoint = start(PATIENCE);

  private OperatorEndpoint start(Duration read) {
    try {
      return OperatorEndpoint.start(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
          registry,
          new Health(() -> "", () -> "no disk"),
          Optional.empty(),
          read);
    } catch (IOException taken) {
      throw new UncheckedIOException(taken);
    }
  }

  @AfterEach
  void close() {
    endpoint.close();
  }

  private int ask(String method, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + endpoint.port() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  @Test
  void shouldAnswerProbesAndScrapesAndNothingElse() throws Exception {
    assertEquals(200, ask("GET", "/started"));
    assertEquals(200, ask("GET", "/health"));
    assertEquals(503, ask("GET", "/ready"));
    assertEquals(200, ask("GET", "/metrics"));
    assertEquals(404, ask("GET", "/metrics/more"));
    assertEquals(404, ask("GET", "/api/scenes"));
    assertEquals(405, ask("POST", "/metrics"));
  }

  /** Who asks for much and reads nothing would keep a connection, of which there are few. */
  @Test
  void shouldCutOffWhoDoesNotReadTheAnswer() throws Exception {
    for (int i = 0; i < METERS; i++) {
      Counter.builder("some").tag("number", "takes room ".repeat(15) + i).register(registry);
    }
    try (OperatorEndpoint impatient = start(Duration.ofMillis(50));
        Socket socket = new Socket()) {
      socket.setReceiveBufferSize(1024);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), impatient.port()));
      socket
          .getOutputStream()
          .write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      awaitCutOff(impatient);
      assertTrue(read(socket.getInputStream()) < registry.scrape().length());
    }
  }

  private static void awaitCutOff(OperatorEndpoint impatient) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (impatient.cutOffs() == 0) {
      assertTrue(System.nanoTime() < end, "nobody was cut off");
      Thread.onSpinWait();
    }
  }

  /** Bytes until the connection ends, however it does. */
  private static long read(InputStream in) {
    long count = 0;
    byte[] some = new byte[8192];
    try {
      for (int n = in.read(some); n >= 0; n = in.read(some)) {
        count += n;
      }
      return count;
    } catch (IOException endsItToo) {
      return count;
    }
  }
}
