package io.splatlas.ops.cli;

import io.splatlas.gpu.bench.BenchmarkSource;
import io.splatlas.gpu.bench.RenderBenchmark;
import io.splatlas.gpu.bench.TrainingBenchmark;
import io.splatlas.ops.bench.BenchReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Times renders. */
@Command(
    name = "render",
    description = {
      "Times colour renders by the CPU device of a scene trained for a while, nothing else going on.",
      "Wall-clock time; ratios compare the times below which a tenth of the renders lie."
    },
    mixinStandardHelpOptions = true)
final class BenchRenderCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private BenchChoice choice = new BenchChoice();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<TrainingBenchmark.Setup> setups = choice.setups();
    BenchmarkSource source = choice.source(spec.commandLine().getErr());
    for (TrainingBenchmark.Setup setup : setups) {
      RenderBenchmark.Figures figures = RenderBenchmark.run(source, setup);
      if (choice.json()) {
        out.println(BenchReport.json(figures));
      } else {
        BenchReport.text(figures).forEach(out::println);
      }
      out.flush();
    }
    return ExitCodes.OK;
  }
}
