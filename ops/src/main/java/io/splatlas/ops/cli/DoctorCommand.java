package io.splatlas.ops.cli;

import io.splatlas.gpu.Devices;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.ops.picture.TextTable;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what this machine offers and what is missing. */
@Command(
    name = "doctor",
    description = "Says which device and JDK are used and why, and what is missing.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  private static final int NEEDED_JAVA = 25;
  private static final long COMFORTABLE_HEAP = 2L << 30;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "splatlas-data",
      description = "Folder to be used for data. Default ./${DEFAULT-VALUE}.")
  private Path data = Path.of("splatlas-data");

  private int problems;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    TextTable table = new TextTable("what", "state", "detail");
    java(table);
    memory(table);
    device(table, "auto");
    gpus().forEach(gpu -> device(table, gpu));
    folder(table);
    capture(table);
    out.print(table);
    out.println(problems == 0 ? "ready: ./splatlas demo" : problems + " problem(s), see above");
    out.flush();
    return problems == 0 ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private void java(TextTable table) {
    int feature = Runtime.version().feature();
    boolean vector = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    row(
        table,
        "JDK",
        feature >= NEEDED_JAVA,
        Runtime.version() + " at " + System.getProperty("java.home"));
    row(
        table,
        "vector module",
        vector,
        vector ? "jdk.incubator.vector is there" : "start by the launcher: ./splatlas");
  }

  private void memory(TextTable table) {
    long heap = Runtime.getRuntime().maxMemory();
    row(
        table,
        "heap",
        heap >= COMFORTABLE_HEAP,
        "%d MiB%s; more with SPLATLAS_JAVA_OPTS=-Xmx8g"
            .formatted(heap >> 20, heap < COMFORTABLE_HEAP ? " is little" : ""));
  }

  /** Every GPU that the driver shows; without one, the row that says why. */
  private static List<String> gpus() {
    try {
      return Devices.choices("cuda:all");
    } catch (IllegalStateException none) {
      return List.of("cuda");
    }
  }

  private void device(TextTable table, String choice) {
    boolean needed = choice.equals("auto");
    try (GpuDevice device = Devices.create(choice, Devices.AS_OFFERED)) {
      row(
          table,
          "device " + choice,
          true,
          "%s (%s), up to %d MiB"
              .formatted(
                  device.info().name(), device.info().reason(), device.memory().cap() >> 20));
    } catch (IllegalStateException unavailable) {
      if (needed) {
        problems++;
      }
      table.row(
          "device " + choice,
          needed ? "MISSING" : "not here",
          String.valueOf(unavailable.getMessage()));
    }
  }

  private void folder(TextTable table) {
    Path existing = data.toAbsolutePath().normalize();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    row(
        table,
        "data folder",
        Files.isWritable(existing),
        data.toAbsolutePath().normalize()
            + (Files.isWritable(existing)
                ? " can be written"
                : " cannot be written: choose another with --data"));
  }

  private void capture(TextTable table) {
    Path bundled =
        Path.of(System.getProperty("splatlas.home", "."), "ops", "demo", "desk", "transforms.json");
    row(
        table,
        "bundled capture",
        Files.isRegularFile(bundled),
        bundled.toAbsolutePath().normalize().toString());
  }

  private void row(TextTable table, String what, boolean good, String detail) {
    if (!good) {
      problems++;
    }
    table.row(what, good ? "ok" : "PROBLEM", detail);
  }
}
