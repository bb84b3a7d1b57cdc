package io.splatlas.ops.cli;

import io.splatlas.gpu.bench.DeviceBenchmark;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times training iterations on a synthetic scene. */
@Command(
    name = "train",
    description = "Times optimisation steps on a synthetic scene, stage by stage.",
    mixinStandardHelpOptions = true)
final class BenchTrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--gaussians",
      split = ",",
      defaultValue = "10000,60000",
      description = "How many, one run each. Default ${DEFAULT-VALUE}.")
  private List<Integer> gaussians = List.of();

  @Option(names = "--width", defaultValue = "270", description = "Default ${DEFAULT-VALUE}.")
  private int width;

  @Option(names = "--height", defaultValue = "480", description = "Default ${DEFAULT-VALUE}.")
  private int height;

  @Option(
      names = "--iterations",
      defaultValue = "200",
      description = "Steps that count, after as many to warm up. Default ${DEFAULT-VALUE}.")
  private int iterations;

  @Option(names = "--threads", description = "Default: all processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    for (int count : gaussians) {
      if (count < 1 || width < 1 || height < 1 || iterations < 1 || threads < 1) {
        throw new UserError(
            "--gaussians, --width, --height, --iterations, --threads must be 1 or more");
      }
      out.print(
          DeviceBenchmark.format(
              DeviceBenchmark.synthetic(count, width, height, iterations, threads)));
      out.flush();
    }
    return ExitCodes.OK;
  }
}
