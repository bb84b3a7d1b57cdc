package io.splatlas.ops.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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

  /** For a client to read a probe's or a scrape's answer. */
  private static final Duration READ = Duration.ofSeconds(15);

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
  private final ScheduledExecutorService watchdog;
  private final AtomicLong cutOffs = new AtomicLong();

  private OperatorEndpoint(
      HttpServer server, ExecutorService executor, ScheduledExecutorService watchdog) {
    this.server = server;
    this.executor = executor;
    this.watchdog = watchdog;
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
    return start(address, registry, health, page, READ);
  }

  /**
   * @param read for a client to read an answer that is not the page's, before it is cut off: who
   *     does not read must not keep one of the few connections from others' probes
   */
  static OperatorEndpoint start(
      InetSocketAddress address,
      PrometheusMeterRegistry registry,
      Health health,
      Optional<? extends HttpHandler> page,
      Duration read)
      throws IOException {
    HttpServer server = HttpServer.create(address, BACKLOG);
    ExecutorService executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("operator-http-", 0).factory());
    server.setExecutor(executor);
    OperatorEndpoint endpoint = new OperatorEndpoint(server, executor, watchdog());
    endpoint.serve("/metrics", read, exchange -> scrape(exchange, registry));
    endpoint.serve(
        "/started", read, exchange -> answer(exchange, "/started", 200, TEXT, "started\n"));
    endpoint.serve("/health", read, probe("/health", "alive", health.dead()));
    endpoint.serve("/ready", read, probe("/ready", "ready", health.notReady()));
    if (page.isPresent()) {
      server.createContext("/", page.get());
    } else {
      endpoint.serve(
          "/",
          read,
          exchange -> answer(exchange, "", 404, TEXT, "try /metrics, /health or /ready\n"));
    }
    server.start();
    return endpoint;
  }

  private static ScheduledExecutorService watchdog() {
    ScheduledThreadPoolExecutor watchdog =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("operator-watchdog").factory());
    watchdog.setRemoveOnCancelPolicy(true);
    return watchdog;
  }

  /** Answers on a thread that is interrupted, which cuts the connection off, when it takes long. */
  private void serve(String path, Duration read, HttpHandler handler) {
    server.createContext(
        path,
        exchange -> {
          Thread answering = Thread.currentThread();
          Future<?> cutOff =
              watchdog.schedule(() -> cutOff(answering), read.toMillis(), TimeUnit.MILLISECONDS);
          try {
            handler.handle(exchange);
          } finally {
            cutOff.cancel(false);
          }
        });
  }

  /** The port listened on. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void cutOff(Thread answering) {
    answering.interrupt();
    cutOffs.incrementAndGet();
  }

  /** Clients that did not read their answer in time. */
  long cutOffs() {
    return cutOffs.get();
  }

  private static void scrape(HttpExchange exchange, PrometheusMeterRegistry registry)
      throws IOException {
    String accepted = exchange.getRequestHeaders().getFirst("Accept");
    String type = accepted != null && accepted.contains(OPEN_METRICS) ? OPEN : PROMETHEUS;
    answer(exchange, "/metrics", 200, type, registry.scrape(type));
  }

  private static HttpHandler probe(String path, String well, Supplier<String> why) {
    return exchange -> {
      String reason = why.get();
      boolean yes = reason.isEmpty();
      answer(exchange, path, yes ? 200 : 503, TEXT, (yes ? well : reason) + "\n");
    };
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
    watchdog.shutdownNow();
  }
}
