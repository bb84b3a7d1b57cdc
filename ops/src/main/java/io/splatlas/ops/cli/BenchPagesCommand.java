package io.splatlas.ops.cli;

import io.splatlas.ops.bench.PageLoad;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What open pages cost a server on which nothing moves. */
@Command(
    name = "pages",
    description =
        "Measures the CPU time that open pages cost a running server on this machine. Nothing should"
            + " train meanwhile.",
    mixinStandardHelpOptions = true)
final class BenchPagesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--page",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080/",
      description = "The server's page. Default ${DEFAULT-VALUE}.")
  private URI page = URI.create("http://127.0.0.1:8080/");

  @Option(
      names = "--scene",
      required = true,
      paramLabel = "ID",
      description = "The scene that all pages show.")
  private String scene = "";

  @Option(names = "--pid", required = true, paramLabel = "N", description = "The server's process.")
  private long pid;

  @Option(
      names = "--pages",
      paramLabel = "N",
      defaultValue = "100",
      description = "Pages to open. Default ${DEFAULT-VALUE}.")
  private int pages;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "30",
      description =
          "How long to measure, once without and once with pages. Default ${DEFAULT-VALUE}.")
  private int seconds;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    ProcessHandle server =
        ProcessHandle.of(pid).orElseThrow(() -> new UserError("there is no process " + pid));
    Duration span = Duration.ofSeconds(seconds);
    double alone = PageLoad.coreShare(server, span);
    try (PageLoad load = PageLoad.open(page, scene, pages)) {
      double watched = PageLoad.coreShare(server, span);
      out.printf(
          Locale.ROOT,
          "%d pages open: %.1f %% of a core; none: %.1f %%; the pages cost %.1f %% (%d events in %d s)%n",
          pages,
          100 * watched,
          100 * alone,
          100 * (watched - alone),
          load.events(),
          seconds);
    }
    return ExitCodes.OK;
  }
}
