package io.splatlas.ops.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.splatlas.actors.runtime.JobClass;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What each device does. The label {@code device} is its place in the list that the server was
 * started with, so there are as many series as devices.
 */
final class DeviceMetrics {
  private final MeterRegistry registry;
  private final Map<Integer, Device> devices = new ConcurrentHashMap<>();

  DeviceMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void busy(int device, String jobClass, Duration ran) {
    of(device).busy(jobClass).increment(ran.toNanos() / 1e9);
  }

  void lost(int device) {
    of(device).losses.increment();
  }

  void memory(int device, long used, long cap) {
    of(device).used.set(used);
    of(device).cap.set(cap);
  }

  void scenes(int device, int count) {
    of(device).scenes.set(count);
  }

  private Device of(int device) {
    return devices.computeIfAbsent(device, index -> new Device(registry, Integer.toString(index)));
  }

  private static final class Device {
    private final MeterRegistry registry;
    private final String index;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong cap = new AtomicLong();
    private final AtomicLong scenes = new AtomicLong();
    private final Counter losses;

    private Device(MeterRegistry registry, String index) {
      this.registry = registry;
      this.index = index;
      gauge("splatlas.gpu.memory.used", "Device memory in use, by device", used)
          .baseUnit("bytes")
          .register(registry);
      gauge("splatlas.gpu.memory.cap", "Device memory that may be used, by device", cap)
          .baseUnit("bytes")
          .register(registry);
      gauge("splatlas.gpu.scenes", "Scenes that have something on the device, by device", scenes)
          .register(registry);
      losses =
          Counter.builder("splatlas.gpu.losses")
              .description("Times a device was lost and opened again, by device")
              .tag("device", index)
              .register(registry);
      for (JobClass jobClass : JobClass.values()) {
        busy(jobClass.label());
      }
    }

    private Gauge.Builder<AtomicLong> gauge(String name, String description, AtomicLong value) {
      return Gauge.builder(name, value, AtomicLong::get)
          .description(description)
          .tag("device", index);
    }

    private Counter busy(String jobClass) {
      return Counter.builder("splatlas.gpu.busy")
          .baseUnit("seconds")
          .description("Time a device computed, by device and class of job")
          .tag("device", index)
          .tag("class", jobClass)
          .register(registry);
    }
  }
}
