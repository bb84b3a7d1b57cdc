package io.splatlas.ops.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line by its contract: exit codes, and messages without stack traces. */
class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Command(name = "fail")
  private record Fail(Exception failure) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      throw failure;
    }
  }

  @Test
  void shouldPrintTheVersionOfThePom() {
    assertEquals(ExitCodes.OK, run("--version"));
    assertTrue(out.toString().matches("(?s)splatlas \\d+\\.\\d+\\.\\d+.*"), out::toString);
  }

  @Test
  void shouldPrintHelpWithoutASubcommand() {
    assertEquals(ExitCodes.OK, run());
    assertTrue(out.toString().contains("Usage: splatlas"), out::toString);
  }

  /** What picocli cannot format it prints as it is, and a warning on the process's own stderr. */
  @Test
  void shouldFormatEveryPageOfHelp() {
    PrintStream stderr = System.err;
    ByteArrayOutputStream warnings = new ByteArrayOutputStream();
    System.setErr(new PrintStream(warnings, true, StandardCharsets.UTF_8));
    try {
      withSubcommands(Main.commandLine()).forEach(CommandLine::getUsageMessage);
    } finally {
      System.setErr(stderr);
    }
    assertFalse(warnings.toString(StandardCharsets.UTF_8).contains("picocli"), warnings::toString);
  }

  private static Stream<CommandLine> withSubcommands(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(CommandLineTest::withSubcommands));
  }

  @Test
  void shouldSayInOneLineWhatWasNotUnderstood() {
    assertEquals(ExitCodes.USAGE, run("--no-such-option"));
    assertEquals(
        List.of("splatlas: Unknown option: '--no-such-option'", "  Try 'splatlas --help'."),
        err.toString().lines().toList());
  }

  @Test
  void shouldSuggestTheSubcommandThatWasMeant() {
    assertEquals(ExitCodes.USAGE, run("hel"));
    assertTrue(err.toString().contains("Did you mean: splatlas help"), err::toString);
  }

  @Test
  void shouldPrintHintsBelowAUserError() {
    assertEquals(
        ExitCodes.FAILED,
        fail(new UserError("no capture in fox", "Give a folder with transforms.json.")));
    assertEquals(
        List.of("splatlas: no capture in fox", "  Give a folder with transforms.json."),
        err.toString().lines().toList());
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(new NoSuchFileException("a.ply"), "splatlas: no such file or folder: a.ply"),
        Arguments.of(
            Status.UNAVAILABLE.withDescription("io exception").asRuntimeException(),
            "splatlas: cannot reach the server: io exception"),
        Arguments.of(
            Status.NOT_FOUND.withDescription("scene fox").asRuntimeException(),
            "splatlas: the server answered NOT_FOUND: scene fox"),
        Arguments.of(
            new IllegalStateException("two\nlines"),
            "splatlas: IllegalStateException: two; lines"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void shouldNameTheFailureInOneLine(Exception failure, String message) {
    assertEquals(ExitCodes.FAILED, fail(failure));
    assertEquals(message, err.toString().lines().findFirst().orElse(""));
    assertFalse(err.toString().contains("\tat "), "no stack trace");
  }

  @Test
  void shouldCallAnUnexpectedFailureABug() {
    fail(new IllegalStateException("impossible"));
    assertTrue(err.toString().contains("This is a bug."), err::toString);
  }

  private int run(String... args) {
    return redirected(Main.commandLine()).execute(args);
  }

  private int fail(Exception failure) {
    return redirected(Main.commandLine().addSubcommand(new Fail(failure))).execute("fail");
  }

  private CommandLine redirected(CommandLine line) {
    return line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
  }
}
