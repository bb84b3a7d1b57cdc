package io.splatlas.ops.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.splatlas.actors.model.FrameAnswer.RefusalReason;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.runtime.JobClass;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.gpu.FieldReport;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The stages' reports as metrics. Labels are bounded: reasons, kinds, classes of jobs; never a
 * scene, frame or instance.
 */
public final class StageMetrics implements Telemetry {
  private static final Duration[] LATENCIES = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(3),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(60)
  };

  private final MeterRegistry registry;
  private final Counter received;
  private final Counter receivedBytes;
  private final Timer acknowledged;
  private final Counter iterations;
  private final Timer training;
  private final Timer teacher;
  private final Timer lift;
  private final Timer refinement;
  private final Counter lateKeyframes;
  private final Timer clustering;
  private final Timer freshness;
  private final AtomicLong loss = bits(0);
  private final AtomicLong psnr = bits(0);
  private final AtomicLong newestPsnr = bits(0);
  private final Counter idSwitches;
  private final AtomicLong noise = bits(0);
  private final AtomicLong clusters = new AtomicLong();
  private final DeviceMetrics devices;
  private final Map<String, Long> gaussiansByScene = new ConcurrentHashMap<>();
  private final Map<String, Long> backlogByScene = new ConcurrentHashMap<>();
  private final Map<String, Long> pendingByScene = new ConcurrentHashMap<>();
  private final Map<String, Long> pendingBytesByScene = new ConcurrentHashMap<>();
  private final Map<String, Long> storedByScene = new ConcurrentHashMap<>();
  private final Counter thinned;
  private final Map<String, Long> aliveByScene = new ConcurrentHashMap<>();
  private final Map<String, Long> subscribersByScene = new ConcurrentHashMap<>();
  private final Map<String, Long> waitingByScene = new ConcurrentHashMap<>();

  private final DurabilityMetrics durability;

  public StageMetrics(MeterRegistry registry) {
    this.registry = registry;
    durability = new DurabilityMetrics(registry);
    devices = new DeviceMetrics(registry);
    received = counter("splatlas.frames.received", "Frames that arrived");
    receivedBytes =
        Counter.builder("splatlas.frames.received.bytes")
            .baseUnit("bytes")
            .description("Compressed bytes of frames that arrived")
            .register(registry);
    acknowledged =
        timer("splatlas.frames.acknowledged", "Frames made durable, by the time from arrival");
    iterations = counter("splatlas.training.iterations", "Training iterations");
    training = timer("splatlas.training.burst", "Device time of training bursts");
    teacher = timer("splatlas.distillation.teacher", "Time of a teacher to describe a frame");
    lift = timer("splatlas.distillation.lift", "Device time to lift a frame's features");
    refinement = timer("splatlas.distillation.refinement", "Time of a stage of refining semantics");
    lateKeyframes =
        counter(
            "splatlas.distillation.keyframes.late",
            "Keyframes left for the end because the teacher was behind");
    clustering = timer("splatlas.clustering.run", "Time of a clustering");
    freshness =
        Timer.builder("splatlas.instances.freshness")
            .description("Time from a frame's arrival to the instance changes that reflect it")
            .serviceLevelObjectives(Buckets.OF_FRAMES)
            .register(registry);
    for (RefusalReason reason : RefusalReason.values()) {
      refusals(reason);
    }
    for (InstanceChange.Kind kind : InstanceChange.Kind.values()) {
      changes(kind);
    }
    gauge("splatlas.training.loss", "Loss of the last training burst", loss);
    Gauge.builder("splatlas.training.psnr", psnr, StageMetrics::value)
        .baseUnit("decibels")
        .description("PSNR of the last training burst on its views")
        .register(registry);
    Gauge.builder("splatlas.training.newest.psnr", newestPsnr, StageMetrics::value)
        .baseUnit("decibels")
        .description("PSNR of the newest frames when they were drawn last")
        .register(registry);
    idSwitches =
        counter(
            "splatlas.instances.id.switches",
            "Gaussians that a clustering gave from one instance to another");
    gauge(
        "splatlas.clustering.noise.ratio",
        "Share of Gaussians without a cluster in the last clustering",
        noise);
    Gauge.builder("splatlas.clustering.clusters", clusters, AtomicLong::get)
        .description("Clusters of the last clustering")
        .register(registry);
    for (JobClass jobClass : JobClass.values()) {
      byClass("splatlas.gpu.job.wait", "Time a job waited for the device", jobClass.label());
      byClass("splatlas.gpu.slice", "Time of one slice on the device", jobClass.label());
    }
    Gauge.builder("splatlas.scenes", gaussiansByScene, Map::size)
        .description("Scenes that have Gaussians")
        .register(registry);
    sum("splatlas.gaussians", "Gaussians of all scenes", gaussiansByScene).register(registry);
    sum("splatlas.frames.backlog", "Durable frames that training has not taken up", backlogByScene)
        .register(registry);
    sum("splatlas.frames.stored", "Bytes that frames take on disk", storedByScene)
        .baseUnit("bytes")
        .register(registry);
    thinned = counter("splatlas.frames.thinned", "Redundant old frames that were removed");
    sum("splatlas.frames.pending", "Frames that are not answered yet", pendingByScene)
        .register(registry);
    sum(
            "splatlas.frames.pending.bytes",
            "Bytes of frames that are not answered yet",
            pendingBytesByScene)
        .baseUnit("bytes")
        .register(registry);
    sum("splatlas.instances.alive", "Instances alive in all scenes", aliveByScene)
        .register(registry);
    sum(
            "splatlas.distillation.queue",
            "Keyframes that wait for the teacher or are with it",
            waitingByScene)
        .register(registry);
    sum("splatlas.subscribers", "Subscribers to instances", subscribersByScene).register(registry);
  }

  @Override
  public void frameReceived(long bytes) {
    received.increment();
    receivedBytes.increment((double) bytes);
  }

  @Override
  public void frameAcknowledged(Duration sinceArrival) {
    acknowledged.record(sinceArrival);
  }

  @Override
  public void frameRefused(RefusalReason reason) {
    refusals(reason).increment();
  }

  @Override
  public void backlog(String scene, int frames) {
    put(backlogByScene, scene, frames);
  }

  @Override
  public void trained(
      String scene, int done, Duration busy, double newLoss, double newPsnr, int gaussians) {
    iterations.increment(done);
    training.record(busy);
    loss.set(Double.doubleToLongBits(newLoss));
    psnr.set(Double.doubleToLongBits(newPsnr));
    put(gaussiansByScene, scene, gaussians);
  }

  @Override
  public void lifted(Duration describing, Duration lifting) {
    teacher.record(describing);
    lift.record(lifting);
  }

  @Override
  public void refined(String scene, Duration took, FieldReport last) {
    refinement.record(took);
  }

  @Override
  public void teacherWaiting(String scene, int keyframes) {
    put(waitingByScene, scene, keyframes);
  }

  @Override
  public void keyframeLate() {
    lateKeyframes.increment();
  }

  @Override
  public void clustered(String scene, Duration duration, int points, int found, double noiseShare) {
    clustering.record(duration);
    clusters.set(found);
    noise.set(Double.doubleToLongBits(noiseShare));
  }

  @Override
  public void newestFramesTrained(String scene, double newPsnr) {
    newestPsnr.set(Double.doubleToLongBits(newPsnr));
  }

  @Override
  public void idSwitches(String scene, int gaussians) {
    idSwitches.increment(gaussians);
  }

  @Override
  public void instanceChanged(InstanceChange.Kind kind) {
    changes(kind).increment();
  }

  @Override
  public void fresh(Duration fromArrival) {
    freshness.record(fromArrival);
  }

  @Override
  public void gpuJob(String priority, Duration waited, Duration longestSlice) {
    byClass("splatlas.gpu.job.wait", "Time a job waited for the device", priority).record(waited);
  }

  @Override
  public void gpuSlice(int device, String priority, Duration ran) {
    byClass("splatlas.gpu.slice", "Time of one slice on the device", priority).record(ran);
    devices.busy(device, priority, ran);
  }

  @Override
  public void deviceLost(int device) {
    devices.lost(device);
  }

  @Override
  public void pending(String scene, int frames, long bytes) {
    put(pendingByScene, scene, frames);
    put(pendingBytesByScene, scene, bytes);
  }

  @Override
  public void framesStored(String scene, long bytes) {
    put(storedByScene, scene, bytes);
  }

  @Override
  public void framesThinned(int frames) {
    thinned.increment(frames);
  }

  @Override
  public void instances(String scene, int alive) {
    put(aliveByScene, scene, alive);
  }

  @Override
  public void sceneEnded(String scene) {
    for (Map<String, Long> byScene :
        List.of(
            gaussiansByScene,
            backlogByScene,
            pendingByScene,
            pendingBytesByScene,
            storedByScene,
            aliveByScene,
            subscribersByScene,
            waitingByScene)) {
      byScene.remove(scene);
    }
  }

  @Override
  public void deviceMemory(int device, long used, long cap) {
    devices.memory(device, used, cap);
  }

  @Override
  public void deviceScenes(int device, int scenes) {
    devices.scenes(device, scenes);
  }

  @Override
  public void subscribers(String scene, int count) {
    put(subscribersByScene, scene, count);
  }

  @Override
  public void checkpointed(String scene, long bytes, Duration took) {
    durability.checkpointed(bytes, took);
  }

  @Override
  public void checkpointFailed(String scene) {
    durability.checkpointFailed();
  }

  @Override
  public void checkpointCorrupt(String scene) {
    durability.checkpointCorrupt();
  }

  @Override
  public void changesRecorded(int changes, Duration took) {
    durability.changesRecorded(took);
  }

  @Override
  public void changesNotRecorded(String scene) {
    durability.changesNotRecorded();
  }

  /** A scene that has none of something leaves no trace, so that deleted scenes are forgotten. */
  private static void put(Map<String, Long> byScene, String scene, long count) {
    if (count == 0) {
      byScene.remove(scene);
    } else {
      byScene.put(scene, count);
    }
  }

  private Counter refusals(RefusalReason reason) {
    return Counter.builder("splatlas.frames.refused")
        .description("Frames refused, by reason")
        .tag("reason", reason.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  private Counter changes(InstanceChange.Kind kind) {
    return Counter.builder("splatlas.instances.changes")
        .description("Changes of instances, by kind")
        .tag("kind", kind.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(LATENCIES)
        .register(registry);
  }

  private void gauge(String name, String description, AtomicLong doubleBits) {
    Gauge.builder(name, doubleBits, StageMetrics::value)
        .description(description)
        .register(registry);
  }

  private Timer byClass(String name, String description, String jobClass) {
    return Timer.builder(name)
        .description(description)
        .tag("class", jobClass)
        .serviceLevelObjectives(LATENCIES)
        .register(registry);
  }

  private static Gauge.Builder<Map<String, Long>> sum(
      String name, String description, Map<String, Long> byScene) {
    return Gauge.builder(name, byScene, m -> m.values().stream().mapToLong(Long::longValue).sum())
        .description(description);
  }

  private static AtomicLong bits(double value) {
    return new AtomicLong(Double.doubleToLongBits(value));
  }

  private static double value(AtomicLong doubleBits) {
    return Double.longBitsToDouble(doubleBits.get());
  }
}
