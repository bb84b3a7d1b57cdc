package io.splatlas.ops.page;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** How the page is used. Routes are few and fixed: never a scene's name. */
public final class PageMetrics {
  private static final Duration[] LATENCIES = {
    Duration.ofMillis(5),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(3),
    Duration.ofSeconds(10)
  };

  /** Kinds of request that are timed; streams of events are counted instead. */
  enum Route {
    ASSET,
    SCENES,
    RENDER,
    SPLATS,
    QUERY,
    FRAME,
    EXPORT
  }

  private final MeterRegistry registry;
  private final AtomicInteger streams = new AtomicInteger();
  private final AtomicInteger questions = new AtomicInteger();

  public PageMetrics(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("splatlas.page.streams", streams, AtomicInteger::get)
        .description("Open pages that watch a scene")
        .register(registry);
    Gauge.builder("splatlas.page.questions", questions, AtomicInteger::get)
        .description("Standing questions of open pages")
        .register(registry);
    for (Route route : Route.values()) {
      timer(route);
    }
  }

  void answered(Route route, long startNanos) {
    timer(route).record(Duration.ofNanos(System.nanoTime() - startNanos));
  }

  void streamOpened() {
    streams.incrementAndGet();
  }

  void streamClosed() {
    streams.decrementAndGet();
  }

  void questionOpened() {
    questions.incrementAndGet();
  }

  void questionClosed() {
    questions.decrementAndGet();
  }

  private Timer timer(Route route) {
    return Timer.builder("splatlas.page.request")
        .description("Time to answer a request of the page")
        .tag("route", route.name().toLowerCase(Locale.ROOT))
        .serviceLevelObjectives(LATENCIES)
        .register(registry);
  }
}
