package io.splatlas.ops.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** axe-core's rules for accessibility, run in the page; npm brings it ({@code ops/web}). */
final class AxeAudit {
  private static final Path AXE =
      Path.of(
          System.getProperty("splatlas.root", ".."), "ops/web/node_modules/axe-core/axe.min.js");

  private AxeAudit() {}

  /** What is missing on this machine; empty when nothing is. */
  static Optional<String> missing() {
    return Files.isReadable(AXE) ? Optional.empty() : Optional.of("ops/web/node_modules/axe-core");
  }

  /** Serious and critical findings: rule and the elements concerned. */
  static List<String> findings(Browser browser) throws IOException, InterruptedException {
    browser.run(Files.readString(AXE));
    JsonNode violations =
        browser.runToEnd(
            "axe.run(document, {resultTypes: ['violations']}).then("
                + "r => done(r.violations.map(v => ({id: v.id, impact: v.impact,"
                + " nodes: v.nodes.map(n => n.html + ' ' + n.failureSummary)}))),"
                + " e => done([{id: String(e), impact: 'critical', nodes: []}]))");
    List<String> serious = new ArrayList<>();
    for (JsonNode violation : violations) {
      if (List.of("serious", "critical").contains(violation.get("impact").asText())) {
        serious.add(violation.get("id").asText() + ": " + violation.get("nodes"));
      }
    }
    return serious;
  }
}
