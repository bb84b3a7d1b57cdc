package io.splatlas.ops.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.splatlas.actors.telemetry.FrameStep;
import io.splatlas.actors.telemetry.Telemetry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * How long frames take for each step, as a histogram. Recorded within the frame's trace, if it is
 * traced, a bucket carries the trace's id as its exemplar.
 */
public final class StepMetrics implements Telemetry {
  private final Map<FrameStep, Timer> timers = new EnumMap<>(FrameStep.class);

  public StepMetrics(MeterRegistry registry) {
    for (FrameStep step : FrameStep.values()) {
      timers.put(
          step,
          Timer.builder("splatlas.frames.step")
              .description("Time of a frame's step on its way to the changes that reflect it")
              .tag("step", step.label())
              .serviceLevelObjectives(Buckets.OF_FRAMES)
              .register(registry));
    }
  }

  @Override
  public void frameStep(String scene, long number, FrameStep step, Duration took) {
    Timer timer = timers.get(step);
    if (timer != null) {
      timer.record(took);
    }
  }
}
