package io.splatlas.ops.cli;

import io.splatlas.ops.server.ObservationOptions;
import java.net.InetSocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How an own server is watched from outside. */
final class ObservationChoice {
  @Option(
      names = "--traces",
      paramLabel = "URL",
      description =
          "Sends traces of frames to an OTLP/HTTP collector, such as"
              + " http://127.0.0.1:4318/v1/traces. Default: none.")
  private @Nullable URI traces;

  @Option(
      names = "--trace-share",
      paramLabel = "0..1",
      defaultValue = "1",
      description = "Share of frames that are traced. Default ${DEFAULT-VALUE}.")
  private double share = 1;

  @Option(
      names = "--operators",
      paramLabel = "HOST:PORT",
      description =
          "Serves /metrics, /started, /health and /ready on a further address, in plain text, for"
              + " probes and Prometheus from other machines. Nothing of scenes is served there.")
  private @Nullable String operators;

  ObservationOptions options() {
    try {
      return new ObservationOptions(traces, share, operators == null ? null : address(operators));
    } catch (IllegalArgumentException wrong) {
      throw new UserError(String.valueOf(wrong.getMessage()));
    }
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("--operators must be HOST:PORT, not " + text);
    }
    try {
      return new InetSocketAddress(
          text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException("--operators must be HOST:PORT, not " + text, notANumber);
    }
  }
}
