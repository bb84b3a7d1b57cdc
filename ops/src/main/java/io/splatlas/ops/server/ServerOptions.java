package io.splatlas.ops.server;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a server runs.
 *
 * @param host address to listen on; loopback only, as there is no authentication yet
 * @param port gRPC port, 0 = any free one, default 50051
 * @param httpPort operators' HTTP port, 0 = any free one, default 8080
 * @param data folder of frames and scenes, made if missing
 * @param device auto | cpu | cuda | reference
 * @param deviceMemory bytes of device memory that may be used, at least 64 MiB, default 4 GiB
 * @param model folder of the installed model that teaches semantics, null for the built-in teacher
 */
public record ServerOptions(
    String host,
    int port,
    int httpPort,
    Path data,
    String device,
    long deviceMemory,
    @Nullable Path model) {

  /** With the built-in teacher. */
  public ServerOptions(
      String host, int port, int httpPort, Path data, String device, long deviceMemory) {
    this(host, port, httpPort, data, device, deviceMemory, null);
  }

  public ServerOptions {
    if (!isLoopback(host)) {
      throw new IllegalArgumentException(
          "this version has no authentication and listens on loopback only (127.0.0.1, ::1,"
              + " localhost), not on '"
              + host
              + "'");
    }
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
  }

  /** The same on free ports with another data folder. */
  public ServerOptions onAnyPort(Path newData) {
    return new ServerOptions(host, 0, 0, newData, device, deviceMemory, model);
  }

  /** The same with another teacher. */
  public ServerOptions withModel(@Nullable Path newModel) {
    return new ServerOptions(host, port, httpPort, data, device, deviceMemory, newModel);
  }
}
