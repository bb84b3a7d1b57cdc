package io.splatlas.ops.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files for systemd and Kubernetes against the program that they start. */
class DeploymentTest {
  private static final Path ROOT = Path.of(System.getProperty("splatlas.root", ".."));
  private static final Path DEPLOY = ROOT.resolve("ops/deploy");

  private static void parse(List<String> arguments) {
    assertTrue(arguments.size() > 1, "arguments were found");
    Main.commandLine().parseArgs(arguments.toArray(String[]::new));
  }

  private static List<String> all(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1)).toList();
  }

  @Test
  void shouldStartTheProgramInAPodWithFlagsThatItTakes() throws Exception {
    String manifest = Files.readString(DEPLOY.resolve("kubernetes/splatlas.yaml"));
    Matcher arguments = Pattern.compile("args:\\n((?: +- \\S+\\n)+)").matcher(manifest);
    assertTrue(arguments.find(), "the manifest has arguments");
    parse(all("- (\\S+)", arguments.group(1)));
    assertEquals(
        Set.of("/started", "/health", "/ready"),
        new TreeSet<>(all("httpGet: \\{path: (\\S+),", manifest)));
  }

  @Test
  void shouldStartTheProgramBySystemdWithFlagsThatItTakes() throws Exception {
    String unit = Files.readString(DEPLOY.resolve("systemd/splatlas.service"));
    String documented =
        all("(?m)^SPLATLAS_FLAGS=(.+)$", Files.readString(ROOT.resolve("docs/DEPLOYMENT.md")))
            .getFirst();
    String command =
        all("ExecStart=/opt/splatlas/splatlas ((?:.+\\\\\\n)*.+)", unit)
            .getFirst()
            .replaceAll("\\\\\\n *", "");
    parse(Arrays.asList(command.replace("$SPLATLAS_FLAGS", documented).split(" ", -1)));
    Set<String> handed = new TreeSet<>(all("(?m)^LoadCredential=(\\S+):", unit));
    assertEquals(handed, new TreeSet<>(all("\\$\\{CREDENTIALS_DIRECTORY}/(\\S+)", command)));
  }

  @Test
  void shouldBeStartedAgainBySystemdWhenItEndsItself() throws Exception {
    String unit = Files.readString(DEPLOY.resolve("systemd/splatlas.service"));
    assertEquals(List.of("on-failure"), all("(?m)^Restart=(\\S+)$", unit));
    List<String> well = all("(?m)^(?:SuccessExitStatus|RestartPreventExitStatus)=(.+)$", unit);
    assertEquals(List.of("143"), well, "75 is a failure");
    assertEquals(75, ExitCodes.START_AGAIN, "as docs/OPERATIONS.md says");
  }

  @Test
  void shouldHaveARunbookEntryAndATestForEveryAlert() throws Exception {
    String rules = Files.readString(ROOT.resolve("ops/prometheus/rules.yml"));
    Set<String> alerts = new TreeSet<>(all("- alert: (\\S+)", rules));
    assertTrue(alerts.size() > 5, "alerts were found: " + alerts);
    String operations = Files.readString(ROOT.resolve("docs/OPERATIONS.md"));
    assertEquals(alerts, new TreeSet<>(all("(?m)^### (Splatlas\\S+)$", operations)));
    for (String alert : alerts) {
      String entry = "runbook: docs/OPERATIONS.md#" + alert.toLowerCase(Locale.ROOT);
      assertTrue(rules.contains(entry), "an alert leads to its entry: " + entry);
    }
    String tests = Files.readString(ROOT.resolve("ops/prometheus/rules.test.yml"));
    assertEquals(alerts, new TreeSet<>(all("(?m)alertname: (\\w+)$", tests)), "alerts that fire");
  }
}
