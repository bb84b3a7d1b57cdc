package io.splatlas.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a user meets it: a real process of the packaged program. */
class LauncherIT {
  private static final Path ROOT = Path.of(System.getProperty("splatlas.root", ".."));

  @TempDir Path folder = Path.of("");

  private record Result(int code, String out, String err) {}

  @Test
  void shouldPrintTheVersion() throws Exception {
    Result result = launch(Map.of(), ROOT.resolve("splatlas"), "--version");
    assertEquals(0, result.code(), result::err);
    assertTrue(result.out().startsWith("splatlas "), result::out);
  }

  @Test
  void shouldStartFromAnyFolderThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("s"), ROOT.resolve("splatlas"));
    Result result = launch(Map.of(), link, "--version");
    assertEquals(0, result.code(), result::err);
  }

  @Test
  void shouldPassArgumentsAndExitCodesThrough() throws Exception {
    Result result = launch(Map.of(), ROOT.resolve("splatlas"), "--no such option");
    assertEquals(2, result.code(), result::err);
    assertTrue(result.err().contains("'--no such option'"), result::err);
    assertFalse(result.err().contains("Exception"), result::err);
  }

  @Test
  void shouldHonourOptionsForTheJvm() throws Exception {
    Result result =
        launch(
            Map.of("SPLATLAS_JAVA_OPTS", "-Dpicocli.ansi=false -Xmx64m -XX:+PrintFlagsFinal"),
            ROOT.resolve("splatlas"),
            "--version");
    assertTrue(
        result
            .out()
            .lines()
            .anyMatch(line -> line.contains("MaxHeapSize") && line.contains("67108864")),
        result::err);
  }

  @Test
  void shouldSayWhatToInstallWithoutAJdk() throws Exception {
    Result result =
        launch(Map.of("SPLATLAS_JAVA", folder.toString()), ROOT.resolve("splatlas"), "--version");
    assertEquals(1, result.code());
    assertTrue(result.err().contains("is not the home of a JDK 25 or newer"), result::err);
  }

  private Result launch(Map<String, String> environment, Path program, String... args)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    List<String> command =
        Stream.concat(Stream.of(program.toAbsolutePath().toString()), Stream.of(args)).toList();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("SPLATLAS_NO_BUILD", "1");
    builder.environment().putAll(environment);
    int code = builder.start().waitFor();
    return new Result(code, Files.readString(out), Files.readString(err));
  }
}
