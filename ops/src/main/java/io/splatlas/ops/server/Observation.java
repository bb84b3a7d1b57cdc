package io.splatlas.ops.server;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.ops.metrics.StepMetrics;
import io.splatlas.ops.tracing.FrameTraces;
import io.splatlas.ops.tracing.TraceExemplars;
import io.splatlas.ops.tracing.Tracing;
import java.net.URI;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The registry of metrics and, when asked for, traces, which lend their ids to histograms. */
final class Observation implements AutoCloseable {
  private final PrometheusMeterRegistry registry;
  private final Telemetry frameSteps;
  private final @Nullable Tracing tracing;

  private Observation(
      PrometheusMeterRegistry registry, Telemetry frameSteps, @Nullable Tracing tracing) {
    this.registry = registry;
    this.frameSteps = frameSteps;
    this.tracing = tracing;
  }

  static Observation of(ObservationOptions options) {
    URI collector = options.traces();
    if (collector == null) {
      PrometheusMeterRegistry registry =
          conventional(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
      return new Observation(registry, new StepMetrics(registry), null);
    }
    Tracing tracing = Tracing.to(collector, options.traceShare(), Release.version());
    PrometheusMeterRegistry registry =
        conventional(
            new PrometheusMeterRegistry(
                PrometheusConfig.DEFAULT,
                new PrometheusRegistry(),
                Clock.SYSTEM,
                new TraceExemplars(tracing.tracer())));
    FrameTraces traces =
        new FrameTraces(tracing.tracer(), new StepMetrics(registry), InstantSource.system());
    return new Observation(registry, traces, tracing);
  }

  /** Without the two meters whose names break Prometheus' conventions (promtool check metrics). */
  private static PrometheusMeterRegistry conventional(PrometheusMeterRegistry registry) {
    registry
        .config()
        .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
        .meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
    return registry;
  }

  PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Takes the steps of frames. */
  Telemetry frameSteps() {
    return frameSteps;
  }

  /** Sends the traces that are left. */
  @Override
  public void close() {
    registry.close();
    if (tracing != null) {
      tracing.close();
    }
  }
}
