package io.splatlas.ops.cli;

import io.splatlas.gpu.bench.RenderBenchmark;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times renders of a synthetic scene. */
@Command(
    name = "render",
    description = "Times renders of a synthetic scene by the CPU device, nothing else going on.",
    mixinStandardHelpOptions = true)
final class BenchRenderCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--gaussians",
      split = ",",
      defaultValue = "10000,100000",
      description = "How many, one run each. Default ${DEFAULT-VALUE}.")
  private List<Integer> gaussians = List.of();

  @Option(names = "--width", defaultValue = "640", description = "Default ${DEFAULT-VALUE}.")
  private int width;

  @Option(names = "--height", defaultValue = "480", description = "Default ${DEFAULT-VALUE}.")
  private int height;

  @Option(
      names = "--frames",
      defaultValue = "100",
      description = "Renders that count, after as many to warm up. Default ${DEFAULT-VALUE}.")
  private int frames;

  @Option(names = "--threads", description = "Default: all processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    for (int count : gaussians) {
      if (count < 1 || width < 1 || height < 1 || frames < 1 || threads < 1) {
        throw new UserError(
            "--gaussians, --width, --height, --frames, --threads must be 1 or more");
      }
      out.println(RenderBenchmark.synthetic(count, width, height, frames, threads).text());
      out.flush();
    }
    return ExitCodes.OK;
  }
}
