package io.splatlas.ops.tracing;

import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** Spans on their way to a collector: Micrometer Tracing over OpenTelemetry, sent by OTLP/HTTP. */
public final class Tracing implements AutoCloseable {
  private static final long STOP_SECONDS = 5;

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  private Tracing(SdkTracerProvider provider) {
    this.provider = provider;
    this.tracer =
        new OtelTracer(provider.get("io.splatlas"), new OtelCurrentTraceContext(), event -> {});
  }

  /**
   * Sends to a collector. One that does not answer costs spans, which are then dropped, and a
   * warning in the log, nothing else.
   *
   * @param collector full address, such as {@code http://127.0.0.1:4318/v1/traces}
   * @param share of frames that are traced, 0 to 1
   * @param version of this program
   */
  public static Tracing to(URI collector, double share, String version) {
    Resource resource =
        Resource.getDefault()
            .merge(
                Resource.create(
                    Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        "splatlas",
                        AttributeKey.stringKey("service.version"),
                        version)));
    return new Tracing(
        SdkTracerProvider.builder()
            .setResource(resource)
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(share)))
            .addSpanProcessor(
                BatchSpanProcessor.builder(
                        OtlpHttpSpanExporter.builder().setEndpoint(collector.toString()).build())
                    .build())
            .build());
  }

  /** Makes spans. */
  public Tracer tracer() {
    return tracer;
  }

  /** Sends what is left. */
  @Override
  public void close() {
    provider.shutdown().join(STOP_SECONDS, TimeUnit.SECONDS);
  }
}
