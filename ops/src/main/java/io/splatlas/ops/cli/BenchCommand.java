package io.splatlas.ops.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Benchmarks. */
@Command(
    name = "bench",
    description = "Benchmarks of this machine.",
    mixinStandardHelpOptions = true,
    subcommands = {
      BenchTrainCommand.class,
      BenchRenderCommand.class,
      BenchServeCommand.class,
      BenchLimitsCommand.class,
      BenchClusterCommand.class,
      BenchFreshnessCommand.class,
      BenchPagesCommand.class
    })
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
