package io.splatlas.ops.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** Checkpoints and the recording of changes, as metrics. */
final class DurabilityMetrics {
  private static final Duration[] LATENCIES = {
    Duration.ofMillis(5),
    Duration.ofMillis(20),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
    Duration.ofSeconds(10)
  };

  private final Timer written;
  private final DistributionSummary bytes;
  private final Counter failed;
  private final Counter corrupt;
  private final Timer recorded;
  private final Counter notRecorded;

  DurabilityMetrics(MeterRegistry registry) {
    written = timer(registry, "splatlas.checkpoints.written", "Time to make a checkpoint durable");
    bytes =
        DistributionSummary.builder("splatlas.checkpoints.size")
            .baseUnit("bytes")
            .description("Size of checkpoints")
            .register(registry);
    failed = counter(registry, "splatlas.checkpoints.failed", "Checkpoints that were not written");
    corrupt = counter(registry, "splatlas.checkpoints.corrupt", "Checkpoints found corrupt");
    recorded =
        timer(
            registry,
            "splatlas.instances.recorded",
            "Time to make the changes of a clustering durable");
    notRecorded =
        counter(
            registry,
            "splatlas.instances.recording.failures",
            "Times that changes could not be made durable and were not told");
  }

  private static Timer timer(MeterRegistry registry, String name, String description) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(LATENCIES)
        .register(registry);
  }

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  void checkpointed(long size, Duration took) {
    written.record(took);
    bytes.record((double) size);
  }

  void checkpointFailed() {
    failed.increment();
  }

  void checkpointCorrupt() {
    corrupt.increment();
  }

  void changesRecorded(Duration took) {
    recorded.record(took);
  }

  void changesNotRecorded() {
    notRecorded.increment();
  }
}
