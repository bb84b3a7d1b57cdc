package io.splatlas.ops.server;

import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.gpu.DeviceInfo;
import io.splatlas.gpu.DeviceMemory;
import io.splatlas.gpu.GpuDevice;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Remembers what telemetry says of the devices, which only their GPU runtimes may touch. */
final class DeviceWatch implements Telemetry {
  private final SortedMap<Integer, DeviceInfo> infos = new TreeMap<>();
  private final SortedMap<Integer, DeviceMemory> memories = new TreeMap<>();
  private volatile DeviceInfo info = new DeviceInfo("none", "none", 0, 0, "not opened yet");
  private volatile DeviceMemory memory = new DeviceMemory(0, 0);
  private volatile boolean lost;
  private volatile boolean computed;

  /** One of the devices was opened; called before its GPU runtime owns it. */
  synchronized void opened(int index, GpuDevice device) {
    infos.put(index, device.info());
    memories.put(index, device.memory());
    memory =
        new DeviceMemory(
            memories.values().stream().mapToLong(DeviceMemory::used).sum(),
            memories.values().stream().mapToLong(DeviceMemory::cap).sum());
    info = together(List.copyOf(infos.values()));
    lost = false;
  }

  /** Several devices told of as one. */
  private static DeviceInfo together(List<DeviceInfo> infos) {
    DeviceInfo first = infos.getFirst();
    return infos.size() == 1
        ? first
        : new DeviceInfo(
            first.kind(),
            infos.stream().map(DeviceInfo::name).collect(Collectors.joining("; ")),
            infos.stream().mapToInt(DeviceInfo::threads).sum(),
            first.vectorBits(),
            first.reason());
  }

  DeviceInfo info() {
    return info;
  }

  DeviceMemory memory() {
    return memory;
  }

  /** Whether one was lost and nothing has been computed since. */
  boolean isLost() {
    return lost;
  }

  /** Whether any of them has done a slice of work. */
  boolean hasComputed() {
    return computed;
  }

  @Override
  public void deviceMemory(long used, long cap) {
    memory = new DeviceMemory(used, cap);
  }

  @Override
  public void deviceLost() {
    lost = true;
  }

  @Override
  public void gpuSlice(String priority, Duration busy) {
    lost = false;
    computed = true;
  }
}
