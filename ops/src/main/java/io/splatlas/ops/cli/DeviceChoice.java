package io.splatlas.ops.cli;

import io.splatlas.gpu.Devices;
import io.splatlas.ops.server.ServerOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What an own server computes on. */
final class DeviceChoice {
  @Option(
      names = "--device",
      paramLabel = "auto|cpu|cuda[:N|:all]|reference",
      defaultValue = "auto",
      description =
          "Device of the own server; several with commas between, for example cuda:0,cuda:1,"
              + " each take scenes. Default ${DEFAULT-VALUE}.")
  private String device = "auto";

  @Option(
      names = "--device-memory",
      paramLabel = "MIB",
      description =
          "Memory that each device may use; those that compute on the processor share half of the"
              + " JVM's heap at most. Default: all but a twelfth of a GPU's, 4096 MiB of the heap.")
  private @Nullable Integer memoryMib;

  ServerOptions options(String host, int port, int httpPort, Path data) {
    return new ServerOptions(host, port, httpPort, data, device, bytes(memoryMib));
  }

  /**
   * What a device may use.
   *
   * @param mib as it was asked for, null when it was not
   */
  static long bytes(@Nullable Integer mib) {
    if (mib == null) {
      return Devices.AS_OFFERED;
    }
    if (mib < 64) {
      throw new UserError("--device-memory must be at least 64 MiB, not " + mib);
    }
    return (long) mib << 20;
  }

  /** What was asked for. */
  String choice() {
    return device;
  }

  /** Memory that may be used, bytes; {@link Devices#AS_OFFERED} when none was asked for. */
  long memory() {
    return embedded().deviceMemory();
  }

  /** For a server that lives as long as a command. */
  ServerOptions embedded() {
    return options("127.0.0.1", 0, 0, Path.of("."));
  }
}
