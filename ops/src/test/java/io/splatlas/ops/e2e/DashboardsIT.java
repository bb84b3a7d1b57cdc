package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole {@code ./splatlas demo}, scraped by a real Prometheus as often as {@code
 * ops/prometheus/prometheus.yml} says: every panel of every dashboard has a line.
 */
class DashboardsIT {
  private static final Path ROOT = Path.of(System.getProperty("splatlas.root", ".."));
  private static final Path DASHBOARDS = ROOT.resolve("ops/grafana/dashboards");
  private static final Path RULES = ROOT.resolve("ops/prometheus/rules.yml");
  private static final int SCRAPE_SECONDS = 5;

  /** Four scrapes, as Grafana has it. */
  private static final String RATE_INTERVAL = 4 * SCRAPE_SECONDS + "s";

  private static final long PATIENCE_SECONDS = 1_200;

  @TempDir Path folder = Path.of("");

  /** One query of a panel, as Grafana would send it. */
  private record Panel(String dashboard, String title, String expression) {}

  @Test
  void shouldFillEveryPanelWhileADemoRunsAndEndQuietlyWhenItIsInterrupted() throws Exception {
    Commands.require(
        Commands.find("prometheus").isPresent() ? Optional.empty() : Optional.of("prometheus"),
        "prometheus");
    try (DemoProcess demo = DemoProcess.start(folder.resolve("demo"));
        PrometheusServer prometheus =
            PrometheusServer.start(folder, RULES, demo.httpPort(), SCRAPE_SECONDS)) {
      prometheus.await("up{job=\"splatlas\"}", 1);
      // Nothing but the page's own panels needs somebody who looks.
      open("http://127.0.0.1:" + demo.httpPort() + "/");
      demo.awaitScores(PATIENCE_SECONDS);
      List<String> empty = new ArrayList<>();
      for (Panel panel : panels()) {
        if (!hasLine(prometheus.queryRange(panel.expression(), SCRAPE_SECONDS))) {
          empty.add(panel.dashboard() + " / " + panel.title() + ": " + panel.expression());
        }
      }
      assertEquals(List.of(), empty, "panels without a line");
      checkRules(prometheus);
      assertEquals(List.of(), demo.interrupt(), "nothing is wrong when it is interrupted");
    }
  }

  /** All rules can be judged, and a demo is no reason to wake anybody. */
  private static void checkRules(PrometheusServer prometheus) throws Exception {
    Set<String> firing = new TreeSet<>();
    for (JsonNode group : prometheus.rules()) {
      for (JsonNode rule : group.get("rules")) {
        assertEquals("ok", rule.get("health").asText(), rule.get("name").asText());
        if (rule.path("state").asText().equals("firing")) {
          firing.add(rule.get("name").asText());
        }
      }
    }
    assertEquals(Set.of(), firing, "alerts that fire");
  }

  private static void open(String page) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (String path : List.of("", "api/scenes")) {
        http.send(
            HttpRequest.newBuilder(URI.create(page + path)).build(),
            HttpResponse.BodyHandlers.discarding());
      }
    }
  }

  /** Two numbers one after another make a line. */
  private static boolean hasLine(JsonNode series) {
    for (JsonNode each : series) {
      int numbers = 0;
      for (JsonNode sample : each.get("values")) {
        numbers += Double.isFinite(sample.get(1).asDouble(Double.NaN)) ? 1 : 0;
      }
      if (numbers > 1) {
        return true;
      }
    }
    return false;
  }

  private static List<Panel> panels() throws IOException {
    List<Panel> panels = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> listed = Files.list(DASHBOARDS)) {
      files = listed.sorted().toList();
    }
    for (Path file : files) {
      for (JsonNode panel : new ObjectMapper().readTree(file.toFile()).get("panels")) {
        for (JsonNode target : panel.path("targets")) {
          panels.add(
              new Panel(
                  file.getFileName().toString(),
                  panel.get("title").asText(),
                  target
                      .get("expr")
                      .asText()
                      .replace("$job", "splatlas")
                      .replace("$__rate_interval", RATE_INTERVAL)
                      .replace("$__range", "30m")));
        }
      }
    }
    assertTrue(panels.size() > 30, "the dashboards were read: " + panels.size());
    return panels;
  }
}
