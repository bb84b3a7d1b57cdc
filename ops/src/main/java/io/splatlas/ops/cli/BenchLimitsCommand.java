package io.splatlas.ops.cli;

import io.splatlas.gpu.DeviceMemoryException;
import io.splatlas.gpu.Devices;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.bench.LimitsBenchmark;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes the device to the sizes it must bear. */
@Command(
    name = "limits",
    description = {
      "Renders, trains and grows scenes of 3 million Gaussians and pictures of one pixel and of 8K, and checks every number.",
      "Then does it again with too little memory, which must be refused in one line. Takes minutes."
    },
    mixinStandardHelpOptions = true)
final class BenchLimitsCommand implements Callable<Integer> {
  private static final long LITTLE = 64L << 20;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--device",
      paramLabel = "auto|cpu|cuda",
      defaultValue = "cpu",
      description = "Default ${DEFAULT-VALUE}.")
  private String device = "cpu";

  @Option(
      names = "--device-memory",
      paramLabel = "MIB",
      description = "Device memory that may be used. Default: 60 %% of the largest heap.")
  private long memoryMib = Devices.defaultMemoryCap() >> 20;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    for (LimitsBenchmark.Trial trial : LimitsBenchmark.TRIALS) {
      print(out, run(trial, memoryMib << 20));
    }
    for (LimitsBenchmark.Trial trial : LimitsBenchmark.TRIALS) {
      if (trial.gaussians() > 1_000_000) {
        print(out, run(trial, LITTLE));
      }
    }
    return ExitCodes.OK;
  }

  /** A device each, so that none is helped by what another has taken. */
  private LimitsBenchmark.Outcome run(LimitsBenchmark.Trial trial, long cap) {
    try (GpuDevice opened = Devices.create(device, cap)) {
      return LimitsBenchmark.run(opened, trial);
    } catch (DeviceMemoryException tooSmall) {
      throw new UserError(String.valueOf(tooSmall.getMessage()));
    }
  }

  private static void print(PrintWriter out, LimitsBenchmark.Outcome outcome) {
    LimitsBenchmark.Trial trial = outcome.trial();
    String what =
        "%,d Gaussians, SH %d, %d x %d"
            .formatted(trial.gaussians(), trial.shDegree(), trial.width(), trial.height());
    out.println(
        outcome.refusal().isEmpty()
            ? String.format(
                Locale.ROOT,
                "%s: sound; render %.2f s, training step %.2f s, %d MiB",
                what,
                outcome.renderSeconds(),
                outcome.stepSeconds(),
                outcome.peakBytes() >> 20)
            : what + ": refused, " + outcome.refusal());
    out.flush();
  }
}
