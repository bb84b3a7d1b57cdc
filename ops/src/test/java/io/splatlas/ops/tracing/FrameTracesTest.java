package io.splatlas.ops.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.splatlas.actors.telemetry.FrameStep;
import io.splatlas.actors.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Steps of frames at times of the test's own, and the spans that come of them. */
class FrameTracesTest {
  private static final AttributeKey<String> SCENE = AttributeKey.stringKey("splatlas.scene");
  private static final AttributeKey<String> UNFINISHED =
      AttributeKey.stringKey("splatlas.unfinished");

  private final List<SpanData> spans = new ArrayList<>();
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(new Kept())).build();
  private final Tracer tracer =
      new OtelTracer(provider.get("test"), new OtelCurrentTraceContext(), event -> {});
  private final List<String> toldWithin = new ArrayList<>();
  private Instant now = Instant.ofEpochSecond(1_000);
  private final FrameTraces traces = new FrameTraces(tracer, new Within(), () -> now);

  private final class Kept implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> ended) {
      spans.addAll(ended);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  /** Notes within which trace each step is told on. */
  private final class Within implements Telemetry {
    @Override
    public void frameStep(String scene, long number, FrameStep step, Duration took) {
      String trace =
          Optional.ofNullable(tracer.currentSpan())
              .map(span -> span.context().traceId())
              .orElse("");
      toldWithin.add(step.label() + " " + number + " " + trace);
    }
  }

  @AfterEach
  void close() {
    provider.close();
  }

  private void step(long number, FrameStep step, long tookMillis) {
    now = now.plusMillis(10);
    traces.frameStep("desk", number, step, Duration.ofMillis(tookMillis));
  }

  private List<SpanData> named(String name) {
    return spans.stream().filter(span -> span.getName().equals(name)).toList();
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000 - 1_000_000;
  }

  @Test
  void shouldSpanAFrameFromItsArrivalToTheEventThatReflectsIt() {
    step(1, FrameStep.DURABLE, 4);
    step(1, FrameStep.TAKEN_UP, 3);
    step(1, FrameStep.TRAINED, 2);
    step(1, FrameStep.CLUSTERED, 5);
    assertEquals(List.of(), named("frame"), "the frame is under way");
    step(1, FrameStep.TOLD, 44);
    SpanData frame = named("frame").getFirst();
    assertEquals("desk", frame.getAttributes().get(SCENE));
    assertEquals(6, millis(frame.getStartEpochNanos()), "10 ms less the 4 it took to be durable");
    assertEquals(50, millis(frame.getEndEpochNanos()));
    SpanData trained = named("trained").getFirst();
    assertEquals(28, millis(trained.getStartEpochNanos()));
    assertEquals(30, millis(trained.getEndEpochNanos()));
    assertEquals(6, spans.size(), "the frame and five steps");
    for (SpanData span : spans) {
      assertEquals(frame.getTraceId(), span.getTraceId());
      if (!span.equals(frame)) {
        assertEquals(frame.getSpanId(), span.getParentSpanId());
      }
    }
    assertEquals(5, toldWithin.size());
    assertTrue(
        toldWithin.stream().allMatch(told -> told.endsWith(frame.getTraceId())),
        () -> "exemplars are of the frame's trace: " + toldWithin);
  }

  /** What a frame seeded is taken into account by a clustering before the first burst is done. */
  @Test
  void shouldSpanTheTrainingOfAFrameThatWasToldBeforeIt() {
    step(1, FrameStep.DURABLE, 4);
    step(1, FrameStep.TAKEN_UP, 3);
    step(1, FrameStep.CLUSTERED, 5);
    step(1, FrameStep.TOLD, 34);
    step(1, FrameStep.TRAINED, 2);
    step(1, FrameStep.TRAINED, 2);
    SpanData frame = named("frame").getFirst();
    assertEquals(1, named("trained").size(), "once");
    SpanData trained = named("trained").getFirst();
    assertEquals(frame.getTraceId(), trained.getTraceId());
    assertEquals(frame.getSpanId(), trained.getParentSpanId());
    assertEquals(50, millis(trained.getEndEpochNanos()));
  }

  @Test
  void shouldReflectAClusteringInAllFramesItIsBasedOn() {
    for (long number = 1; number <= 3; number++) {
      step(number, FrameStep.DURABLE, 1);
    }
    step(2, FrameStep.CLUSTERED, 5);
    assertEquals(2, named("clustered").size(), "of frames 1 and 2, not of 3");
    assertEquals(
        1,
        toldWithin.stream().filter(told -> told.startsWith("clustered")).count(),
        "but one clustering");
  }

  @Test
  void shouldTellOnWhatIsOfNoFrameUnderWay() {
    for (FrameStep step : List.of(FrameStep.LIFTED, FrameStep.CLUSTERED, FrameStep.TOLD)) {
      step(9, step, 1);
    }
    assertEquals(List.of("lifted 9 ", "clustered 9 ", "told 9 "), toldWithin);
    assertEquals(List.of(), spans);
  }

  @Test
  void shouldEndWhatASceneLeavesUnfinished() {
    step(1, FrameStep.DURABLE, 1);
    traces.frameStep("shelf", 1, FrameStep.DURABLE, Duration.ofMillis(1));
    traces.sceneEnded("desk");
    SpanData left = named("frame").getFirst();
    assertEquals("true", left.getAttributes().get(UNFINISHED));
    assertEquals("desk", left.getAttributes().get(SCENE));
    assertEquals(1, named("frame").size(), "the other scene goes on");
  }

  @Test
  void shouldForgetTheOldestOfTooManyFrames() {
    for (long number = 1; number <= FrameTraces.MOST + 2L; number++) {
      step(number, FrameStep.DURABLE, 1);
    }
    assertEquals(2, named("frame").size());
    assertEquals("true", named("frame").getFirst().getAttributes().get(UNFINISHED));
    step(1, FrameStep.TOLD, 1);
    assertEquals(2, named("frame").size(), "the first is forgotten");
    step(3, FrameStep.TOLD, 1);
    assertEquals(3, named("frame").size());
  }
}
