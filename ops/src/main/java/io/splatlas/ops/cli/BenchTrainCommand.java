package io.splatlas.ops.cli;

import io.splatlas.gpu.bench.BenchmarkSource;
import io.splatlas.gpu.bench.TrainingBenchmark;
import io.splatlas.gpu.bench.TrainingScaling;
import io.splatlas.ops.bench.BenchReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times training iterations. */
@Command(
    name = "train",
    description = {
      "Times optimisation steps of the CPU device, growth off, stage by stage.",
      "With one thread processor time is counted, with more wall-clock time.",
      "Ratios compare the times below which a tenth of the steps lie, taken in turns."
    },
    mixinStandardHelpOptions = true)
final class BenchTrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private BenchChoice choice = new BenchChoice();

  @Option(
      names = "--scaling",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Compare with one thread, half the Gaussians and half the pixels. Default: yes.")
  private boolean scaling;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<TrainingBenchmark.Setup> setups = choice.setups();
    BenchmarkSource source = choice.source(spec.commandLine().getErr());
    for (TrainingBenchmark.Setup setup : setups) {
      TrainingBenchmark.Figures figures = TrainingBenchmark.run(source, setup);
      List<TrainingScaling.Figures> ratios =
          scaling ? List.of(TrainingScaling.run(source, setup)) : List.of();
      if (choice.json()) {
        out.println(BenchReport.json(figures, ratios));
      } else {
        BenchReport.text(figures).forEach(out::println);
        ratios.forEach(ratio -> out.println(BenchReport.text(ratio)));
      }
      out.flush();
    }
    return ExitCodes.OK;
  }
}
