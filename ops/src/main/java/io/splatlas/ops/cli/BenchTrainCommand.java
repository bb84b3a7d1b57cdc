package io.splatlas.ops.cli;

import io.splatlas.gpu.bench.BenchmarkSource;
import io.splatlas.gpu.bench.DeviceBenchmark;
import io.splatlas.gpu.bench.TrainingBenchmark;
import io.splatlas.gpu.bench.TrainingScaling;
import io.splatlas.ops.bench.BenchReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times training iterations. */
@Command(
    name = "train",
    description = {
      "Times optimisation steps of the CPU device, growth off, stage by stage;",
      "with --device cuda steps a second, growth, a render and a snapshot of a GPU.",
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

  @Option(
      names = "--device",
      paramLabel = "cpu|cuda[:N]|reference",
      defaultValue = "cpu",
      description = "Which device. Default ${DEFAULT-VALUE}.")
  private String device = "cpu";

  @Option(
      names = "--device-memory",
      paramLabel = "MIB",
      description = "Memory that a device other than the CPU may use. Default: all there is.")
  private @Nullable Integer memoryMib;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<TrainingBenchmark.Setup> setups = choice.setups();
    BenchmarkSource source = choice.source(spec.commandLine().getErr());
    if (!device.equals("cpu")) {
      return timeDevice(out, setups, source);
    }
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

  private int timeDevice(
      PrintWriter out, List<TrainingBenchmark.Setup> setups, BenchmarkSource source) {
    for (TrainingBenchmark.Setup setup : setups) {
      try {
        DeviceBenchmark.Figures figures =
            DeviceBenchmark.run(source, setup, device, DeviceChoice.bytes(memoryMib));
        out.println(choice.json() ? BenchReport.json(figures) : BenchReport.text(figures));
      } catch (IllegalStateException | IllegalArgumentException unavailable) {
        throw new UserError(String.valueOf(unavailable.getMessage()));
      }
      out.flush();
    }
    return ExitCodes.OK;
  }
}
