package io.splatlas.ops.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The operators' HTTP endpoint: {@code /metrics} for Prometheus (OpenMetrics with exemplars when it
 * asks for that), {@code /started} (200 from when everything listens), {@code /health} (200 unless
 * only a restart helps), {@code /ready} (200 when the server can do its work; 503 and the reason
 * otherwise, as for {@code /health}), and below {@code /} the page, if there is one. Each request
 * has a virtual thread of its own, so that a stream of events costs no platform thread.
 */
public final class OperatorEndpoint implements AutoCloseable {
  private static final int BACKLOG = 64;

  /** What the JDK's server reads when it is first used; an operator's own choice wins. */
  private static final Map<String, String> LIMITS =
      Map.of(
          "sun.net.httpserver.nodelay", "true",
          "sun.net.httpserver.maxReqTime", "15",
          "jdk.httpserver.maxConnections", "1024");

  static {
    LIMITS.forEach(
        (name, value) -> {
          if (System.getProperty(name) == null) {
            System.setProperty(name, value);
          }
        });
  }

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String OPEN = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;
  private final ExecutorService executor;

  private OperatorEndpoint(HttpServer server, ExecutorService executor) {
    this.server = server;
    this.executor = executor;
  }

  /**
   * Starts listening.
   *
   * @param address port 0 = any free one
   * @param page answers everything else
   */
  public static OperatorEndpoint start(
      InetSocketAddress address,
      PrometheusMeterRegistry registry,
      Health health,
      Optional<? extends HttpHandler> page)
      throws IOException {
    HttpServer server = HttpServer.create(address, BACKLOG);
    ExecutorService executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("operator-http-", 0).factory());
    server.setExecutor(executor);
    server.createContext("/metrics", exchange -> scrape(exchange, registry));
    server.createContext(
        "/started", exchange -> answer(exchange, "/started", 200, TEXT, "started\n"));
    probe(server, "/health", "alive", health.dead());
    probe(server, "/ready", "ready", health.notReady());
    server.createContext(
        "/",
        page.isPresent()
            ? page.get()
            : exchange -> answer(exchange, "", 404, TEXT, "try /metrics, /health or /ready\n"));
    server.start();
    return new OperatorEndpoint(server, executor);
  }

  /** The port listened on. */
  public int port() {
    return server.getAddress().getPort();
  }

  private static void scrape(HttpExchange exchange, PrometheusMeterRegistry registry)
      throws IOException {
    String accepted = exchange.getRequestHeaders().getFirst("Accept");
    String type = accepted != null && accepted.contains(OPEN_METRICS) ? OPEN : PROMETHEUS;
    answer(exchange, "/metrics", 200, type, registry.scrape(type));
  }

  private static void probe(HttpServer server, String path, String well, Supplier<String> why) {
    server.createContext(
        path,
        exchange -> {
          String reason = why.get();
          boolean yes = reason.isEmpty();
          answer(exchange, path, yes ? 200 : 503, TEXT, (yes ? well : reason) + "\n");
        });
  }

  private static void answer(
      HttpExchange exchange, String path, int status, String type, String text) throws IOException {
    try (exchange) {
      boolean known = path.isEmpty() || exchange.getRequestURI().getPath().equals(path);
      boolean readOnly =
          exchange.getRequestMethod().equals("GET") || exchange.getRequestMethod().equals("HEAD");
      int code = !readOnly ? 405 : known ? status : 404;
      byte[] body = (code == status ? text : "not here\n").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(code, head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
