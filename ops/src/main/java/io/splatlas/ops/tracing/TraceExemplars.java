package io.splatlas.ops.tracing;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.jspecify.annotations.Nullable;

/** The span of this thread, for exemplars of histograms. */
public final class TraceExemplars implements SpanContext {
  private final Tracer tracer;

  public TraceExemplars(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public @Nullable String getCurrentTraceId() {
    Span span = tracer.currentSpan();
    return span == null ? null : span.context().traceId();
  }

  @Override
  public @Nullable String getCurrentSpanId() {
    Span span = tracer.currentSpan();
    return span == null ? null : span.context().spanId();
  }

  @Override
  public boolean isCurrentSpanSampled() {
    Span span = tracer.currentSpan();
    return span != null && Boolean.TRUE.equals(span.context().sampled());
  }

  @Override
  public void markCurrentSpanAsExemplar() {
    Span span = tracer.currentSpan();
    if (span != null) {
      span.tag(EXEMPLAR_ATTRIBUTE_NAME, EXEMPLAR_ATTRIBUTE_VALUE);
    }
  }
}
