package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of docs/DEPLOYMENT.md as they are printed there, but for folders and ports, with the
 * server started by the very command line of the systemd unit. What takes systemd, a cluster or
 * Grafana is not run.
 */
class DeploymentWalkIT {
  private static final Path ROOT =
      Path.of(System.getProperty("splatlas.root", "..")).toAbsolutePath().normalize();
  private static final Pattern BLOCK =
      Pattern.compile("^```\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

  @TempDir Path folder = Path.of("");

  /**
   * The printed commands that begin with a text, with this test's folders in place of the system's.
   */
  private String printed(String begin) throws IOException {
    Matcher blocks = BLOCK.matcher(Files.readString(ROOT.resolve("docs/DEPLOYMENT.md")));
    return here(
        blocks
            .results()
            .map(found -> found.group(1))
            .filter(block -> block.startsWith(begin))
            .findFirst()
            .orElseThrow());
  }

  private String here(String text) {
    return text.replace("/etc/", folder + "/etc/")
        .replace("/opt/splatlas", ROOT.toString())
        .replace("robot-1.token", folder + "/robot-1.token")
        .replace("anna.token", folder + "/anna.token");
  }

  /** What comes behind the data folder in the unit's command, with the documented flags. */
  private String[] flags(String operators) throws IOException {
    String unit =
        Files.readString(ROOT.resolve("ops/deploy/systemd/splatlas.service"))
            .replaceAll("\\\\\\n *", "");
    String documented = group("(?m)^SPLATLAS_FLAGS=(.+)$", printed("cp ops/deploy/systemd"));
    String flags = group("ExecStart=.* --data /var/lib/splatlas (.+)", unit);
    return Arrays.stream(
            flags
                .replace("$SPLATLAS_FLAGS", documented)
                .replace("${CREDENTIALS_DIRECTORY}", folder + "/etc/splatlas")
                .replace("127.0.0.1:9100", operators)
                .split(" ", -1))
        .toArray(String[]::new);
  }

  private static String group(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertTrue(matcher.find(), pattern + " in:\n" + text);
    return matcher.group(1);
  }

  @Test
  void shouldComeToASecuredServerThatAnswersRobotsAndProbes() throws Exception {
    Files.createDirectory(folder.resolve("etc"));
    run(printed("./splatlas auth init"));
    String operators;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      operators = "127.0.0.1:" + free.getLocalPort();
    }
    try (ServeProcess server = ServeProcess.start(folder.resolve("data"), flags(operators))) {
      String said =
          run(
              printed("curl ")
                  .replace("127.0.0.1:9100", operators)
                  .replace("localhost:50051", "localhost:" + server.address.port()));
      assertTrue(said.contains("ready"), said);
      assertTrue(said.contains("53 acknowledged, 0 refused"), said);
      assertTrue(said.lines().anyMatch(line -> line.startsWith("lab-desk")), said);
    }
  }

  @Test
  void shouldGivePrometheusFilesThatItTakes() throws Exception {
    Commands.require(
        Commands.find("promtool").isPresent() ? Optional.empty() : Optional.of("promtool"),
        "prometheus");
    Files.createDirectories(folder.resolve("etc/prometheus"));
    String commands = printed("cp ops/prometheus").replaceAll("(?m)^systemctl .*\\n", "");
    Files.createDirectories(folder.resolve("etc/grafana/provisioning"));
    assertTrue(run(commands).contains("SUCCESS"), "promtool took the configuration");
    assertTrue(Files.exists(folder.resolve("etc/grafana/dashboards/splatlas/fleet.json")));
    assertTrue(Files.exists(folder.resolve("etc/grafana/provisioning/dashboards/splatlas.yml")));
  }

  private static String run(String script) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(List.of("/bin/sh", "-eux", "-c", script))
            .directory(ROOT.toFile())
            .redirectErrorStream(true);
    builder.environment().put("SPLATLAS_NO_BUILD", "1");
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }
}
