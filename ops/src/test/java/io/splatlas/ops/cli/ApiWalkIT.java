package io.splatlas.ops.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.splatlas.gateway.auth.TokenRules;
import io.splatlas.gateway.tls.TlsFiles;
import io.splatlas.ops.server.SecurityOptions;
import io.splatlas.ops.server.ServerOptions;
import io.splatlas.ops.server.SplatlasServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every example of docs/API.md, as it is printed there. */
class ApiWalkIT {
  private static final Path ROOT = Path.of(System.getProperty("splatlas.root", ".."));
  private static final String PYTHON = "/usr/bin/python3";
  private static final Pattern SHELL =
      Pattern.compile("^```sh\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
  private static final long DEVICE_MEMORY = 512L << 20;

  @TempDir Path folder = Path.of("");

  @Test
  void shouldRunEveryPythonExample() throws Exception {
    boolean grpc = Files.isExecutable(Path.of(PYTHON)) && imports("grpc, google.protobuf");
    if (!grpc && System.getenv("SPLATLAS_CI") != null) {
      throw new AssertionError("install python3-grpcio and python3-protobuf");
    }
    assumeTrue(grpc, "skipped: install python3-grpcio and python3-protobuf");
    try (SplatlasServer server = SplatlasServer.start(options())) {
      String said =
          run(
              Map.of(),
              PYTHON,
              "gateway/src/test/python/conformance.py",
              "127.0.0.1:" + server.port(),
              "docs/API.md");
      assertTrue(said.contains("examples ran"), said);
    }
  }

  @Test
  void shouldRunEveryShellExampleBehindTlsAndTokens() throws Exception {
    Path auth = folder.resolve("auth");
    assertEquals(
        ExitCodes.OK,
        Main.commandLine()
            .setOut(new PrintWriter(new StringWriter()))
            .execute("auth", "init", auth.toString()));
    SecurityOptions security =
        new SecurityOptions(
            new TlsFiles(auth.resolve("server.pem"), auth.resolve("server-key.pem"), null),
            auth.resolve("token-keys.json").toString(),
            TokenRules.DEFAULTS,
            false);
    try (SplatlasServer server =
        SplatlasServer.start(options().protectedBy("127.0.0.1", security))) {
      String script = shellExamples().replace("localhost:50051", "localhost:" + server.port());
      run(
          Map.of(
              "out", folder.toString(),
              "SPLATLAS_NO_BUILD", "1",
              "SPLATLAS_TLS_CA", auth.resolve("ca.pem").toString(),
              "SPLATLAS_TOKEN_FILE", auth.resolve("admin.token").toString()),
          "/bin/sh",
          "-eux",
          "-c",
          script);
    }
  }

  private ServerOptions options() {
    return new ServerOptions("127.0.0.1", 0, 0, folder.resolve("data"), "cpu", DEVICE_MEMORY);
  }

  private static String shellExamples() throws IOException {
    Matcher block = SHELL.matcher(Files.readString(ROOT.resolve("docs/API.md")));
    String script = block.results().map(found -> found.group(1)).collect(Collectors.joining("\n"));
    assertTrue(script.contains("./splatlas"), "no example");
    return script;
  }

  private static boolean imports(String modules) throws IOException, InterruptedException {
    return new ProcessBuilder(PYTHON, "-c", "import " + modules).start().waitFor() == 0;
  }

  private static String run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(List.of(command)).directory(ROOT.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }
}
