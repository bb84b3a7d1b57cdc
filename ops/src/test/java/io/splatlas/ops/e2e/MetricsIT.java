package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scrape of a live server against what the documents, dashboards and rules say of it. */
class MetricsIT {
  private static final Path ROOT = Path.of(System.getProperty("splatlas.root", ".."));
  private static final Path RULES = ROOT.resolve("ops/prometheus/rules.yml");
  private static final Pattern NAME =
      Pattern.compile("\\b(?:splatlas|jvm|process|system)_[a-z0-9_]+\\b");
  private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
  private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-z_0-9]+)(?:\\{.*})? \\S+$");
  private static final Pattern TABLED = Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\|");

  /** A recorded quantile and the histogram that it is of. */
  private static final Pattern RECORDED =
      Pattern.compile(
          "record: (\\S+)\\n +expr: histogram_quantile\\(.*rate\\(([a-z_]+_bucket)[\\[{]");

  @TempDir Path data = Path.of("");

  private static String scrape(LiveServer live) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + live.server.httpPort() + "/metrics");
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  @Test
  void shouldHaveEveryMetricThatDocumentsDashboardsAndRulesName() throws Exception {
    try (LiveServer live = LiveServer.start(data)) {
      String scrape = scrape(live);
      Set<String> samples = all(SAMPLE, scrape);
      assertTrue(samples.size() > 40, "the scrape was read: " + samples);
      for (Path file : files()) {
        Set<String> missing = names(Files.readString(file));
        missing.removeAll(samples);
        assertEquals(Set.of(), missing, file + " names metrics that the server does not have");
      }
      Set<String> families = all(FAMILY, scrape);
      families.removeIf(family -> !family.startsWith("splatlas_") || family.endsWith("_max"));
      Set<String> tabled = all(TABLED, Files.readString(ROOT.resolve("docs/METRICS.md")));
      tabled.removeIf(family -> !family.startsWith("splatlas_"));
      assertEquals(tabled, families, "docs/METRICS.md lists every metric of ours");
    }
  }

  /** Between two bounds of a histogram a quantile is a guess: no alert may hang on one. */
  @Test
  void shouldHaveABoundOfTheHistogramWhereAnAlertBegins() throws Exception {
    String rules = Files.readString(RULES);
    int compared = 0;
    try (LiveServer live = LiveServer.start(data)) {
      String scrape = scrape(live);
      for (MatchResult recorded : RECORDED.matcher(rules).results().toList()) {
        Matcher alert =
            Pattern.compile(Pattern.quote(recorded.group(1)) + " > ([0-9.]+)").matcher(rules);
        assertTrue(alert.find(), "an alert judges " + recorded.group(1));
        String bound =
            "(?s).*%s\\{[^\\n]*le=\"%s(?:\\.0)?\".*"
                .formatted(recorded.group(2), Pattern.quote(alert.group(1)));
        assertTrue(scrape.matches(bound), recorded.group(2) + " has no bound " + alert.group(1));
        compared++;
      }
    }
    assertTrue(compared > 2, "alerts on quantiles were found");
  }

  @Test
  void shouldPassPromtool() throws Exception {
    Commands.require(
        Commands.find("promtool").isPresent() ? Optional.empty() : Optional.of("promtool"),
        "prometheus");
    try (LiveServer live = LiveServer.start(data)) {
      assertEquals("", promtool(scrape(live), "check", "metrics"));
    }
    promtool("", "check", "rules", RULES.toString());
    promtool("", "test", "rules", RULES.resolveSibling("rules.test.yml").toString());
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> dashboards = Files.list(ROOT.resolve("ops/grafana/dashboards"))) {
      return Stream.concat(
              dashboards.sorted(),
              Stream.of(
                  RULES,
                  ROOT.resolve("docs/METRICS.md"),
                  ROOT.resolve("docs/OBSERVABILITY.md"),
                  ROOT.resolve("docs/OPERATIONS.md")))
          .toList();
    }
  }

  /** A histogram is named by its family in documents, by its series in queries. */
  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = NAME.matcher(text);
    while (matcher.find()) {
      String name = matcher.group();
      boolean distribution = name.endsWith("_seconds") || name.endsWith("_size_bytes");
      names.add(distribution ? name + "_count" : name);
    }
    names.remove("splatlas_gpu_busy_seconds_count");
    names.removeIf(
        name ->
            name.equals("process_uptime_seconds_count")
                || name.equals("process_start_time_seconds_count"));
    return names;
  }

  private static Set<String> all(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  /** What it complains of; fails when it does. */
  private static String promtool(String input, String... arguments) throws Exception {
    Process process =
        new ProcessBuilder(Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList())
            .redirectErrorStream(true)
            .start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }
}
