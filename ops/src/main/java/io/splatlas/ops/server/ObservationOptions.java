package io.splatlas.ops.server;

import java.net.InetSocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * How a server is watched from outside.
 *
 * @param traces full address of an OTLP/HTTP collector of traces; null = nothing is traced
 * @param traceShare share of frames that are traced, 0 to 1, default 1
 * @param operators further address for metrics and health alone, in plain text, such as that of a
 *     pod; null = loopback only. Nothing of scenes is served there
 */
public record ObservationOptions(
    @Nullable URI traces, double traceShare, @Nullable InetSocketAddress operators) {
  /** Nothing but loopback. */
  public static final ObservationOptions DEFAULTS = new ObservationOptions(null, 1, null);

  public ObservationOptions {
    if (!(traceShare >= 0 && traceShare <= 1)) {
      throw new IllegalArgumentException(
          "the share of traced frames must be 0 to 1, not " + traceShare);
    }
    if (traces != null
        && (traces.getHost() == null || !String.valueOf(traces.getScheme()).startsWith("http"))) {
      throw new IllegalArgumentException(
          "traces go to an http address such as http://127.0.0.1:4318/v1/traces, not to " + traces);
    }
  }
}
