package io.splatlas.ops.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.splatlas.gateway.GatewayTelemetry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** The gateway's reports as metrics. */
public final class DoorMetrics implements GatewayTelemetry {
  private static final List<String> REFUSALS =
      List.of("UNAUTHENTICATED", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED");

  private static final Duration[] LAGS = {
    Duration.ofMillis(5),
    Duration.ofMillis(20),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10),
    Duration.ofSeconds(60)
  };

  private final AtomicLong captures = new AtomicLong();
  private final AtomicLong watches = new AtomicLong();
  private final AtomicLong renders = new AtomicLong();
  private final AtomicLong questions = new AtomicLong();
  private final Timer lag;
  private final Counter overruns;
  private final Counter paced;
  private final Counter tooFast;
  private final Counter conflated;
  private final Counter skipped;
  private final Counter internalErrors;
  private final Map<String, Counter> refusals = new TreeMap<>();

  public DoorMetrics(MeterRegistry registry) {
    gauge(registry, "splatlas.gateway.captures", "Capture streams open", captures);
    gauge(registry, "splatlas.gateway.watches", "Watches open", watches);
    gauge(registry, "splatlas.gateway.renders", "Renders under way", renders);
    gauge(registry, "splatlas.gateway.questions", "Calls that await their one answer", questions);
    lag =
        Timer.builder("splatlas.gateway.watch.lag")
            .description(
                "Time from a change of an instance to its handing to a subscriber who watched then")
            .serviceLevelObjectives(LAGS)
            .register(registry);
    overruns =
        counter(
            registry, "splatlas.gateway.credit.overruns", "Frames sent beyond the robot's credit");
    paced =
        counter(
            registry,
            "splatlas.gateway.frames.paced",
            "Frames for which a robot that sends too fast was held back");
    tooFast =
        counter(
            registry,
            "splatlas.gateway.frames.rate.exceeded",
            "Captures ended because their robot stayed faster than it may");
    conflated =
        counter(
            registry,
            "splatlas.gateway.updates.conflated",
            "Updates left out for slow subscribers");
    skipped =
        counter(
            registry,
            "splatlas.gateway.renders.skipped",
            "Live renders left out in favour of newer ones");
    internalErrors =
        counter(
            registry,
            "splatlas.gateway.errors.internal",
            "Calls that failed by the server's own fault");
    for (String code : REFUSALS) {
      refusals.put(
          code,
          Counter.builder("splatlas.gateway.calls.refused")
              .description("Calls turned away: unknown callers, missing scopes, limits")
              .tag("code", code)
              .register(registry));
    }
  }

  @Override
  public void captureOpened() {
    captures.incrementAndGet();
  }

  @Override
  public void captureClosed() {
    captures.decrementAndGet();
  }

  @Override
  public void creditOverrun() {
    overruns.increment();
  }

  @Override
  public void framePaced() {
    paced.increment();
  }

  @Override
  public void frameRateExceeded() {
    tooFast.increment();
  }

  @Override
  public void watchOpened() {
    watches.incrementAndGet();
  }

  @Override
  public void watchClosed() {
    watches.decrementAndGet();
  }

  @Override
  public void changeSent(Duration since) {
    lag.record(since);
  }

  @Override
  public void updateConflated() {
    conflated.increment();
  }

  @Override
  public void renderSkipped() {
    skipped.increment();
  }

  @Override
  public void rendersWaiting(int count) {
    renders.set(count);
  }

  @Override
  public void asked() {
    questions.incrementAndGet();
  }

  @Override
  public void answered() {
    questions.decrementAndGet();
  }

  /** Whether somebody awaits an answer now. */
  public boolean isAsked() {
    return questions.get() > 0;
  }

  @Override
  public void ended(String code) {
    Counter refused = refusals.get(code);
    if (refused != null) {
      refused.increment();
    }
  }

  @Override
  public void internalError() {
    internalErrors.increment();
  }

  private static void gauge(
      MeterRegistry registry, String name, String description, AtomicLong value) {
    Gauge.builder(name, value, AtomicLong::get).description(description).register(registry);
  }

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }
}
