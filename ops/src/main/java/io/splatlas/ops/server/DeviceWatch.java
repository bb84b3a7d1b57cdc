package io.splatlas.ops.server;

import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.gpu.DeviceInfo;
import io.splatlas.gpu.DeviceMemory;
import io.splatlas.gpu.GpuDevice;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Remembers what telemetry says of the devices, which only their GPU runtimes may touch. */
final class DeviceWatch implements Telemetry {
  private final SortedMap<Integer, DeviceInfo> infos = new TreeMap<>();
  private final SortedMap<Integer, DeviceMemory> memories = new TreeMap<>();
  private volatile DeviceInfo info = new DeviceInfo("none", "none", "none", 0, 0, "not opened yet");
  private final Set<Integer> lost = new HashSet<>();
  private volatile boolean computed;

  /** One of the devices was opened; called before its GPU runtime owns it. */
  synchronized void opened(int index, GpuDevice device) {
    infos.put(index, device.info());
    memories.put(index, device.memory());
    info = together(List.copyOf(infos.values()));
    lost.remove(index);
  }

  /** Several devices told of as one. */
  private static DeviceInfo together(List<DeviceInfo> infos) {
    DeviceInfo first = infos.getFirst();
    return infos.size() == 1
        ? first
        : new DeviceInfo(
            first.kind(),
            infos.stream().map(DeviceInfo::choice).collect(Collectors.joining(",")),
            infos.stream().map(DeviceInfo::name).collect(Collectors.joining("; ")),
            infos.stream().mapToInt(DeviceInfo::threads).sum(),
            first.vectorBits(),
            first.reason());
  }

  DeviceInfo info() {
    return info;
  }

  /** Of all devices together. */
  synchronized DeviceMemory memory() {
    return new DeviceMemory(
        memories.values().stream().mapToLong(DeviceMemory::used).sum(),
        memories.values().stream().mapToLong(DeviceMemory::cap).sum());
  }

  /** Whether one was lost and was not opened again since. */
  synchronized boolean isLost() {
    return !lost.isEmpty();
  }

  /** Whether none is left: all were lost and no one was opened again since. */
  synchronized boolean isNoneLeft() {
    return !infos.isEmpty() && lost.size() == infos.size();
  }

  /** Whether any of them has done a slice of work. */
  boolean hasComputed() {
    return computed;
  }

  @Override
  public synchronized void deviceMemory(int device, long used, long cap) {
    memories.put(device, new DeviceMemory(used, cap));
  }

  @Override
  public synchronized void deviceLost(int device) {
    lost.add(device);
  }

  @Override
  public void gpuSlice(int device, String priority, Duration busy) {
    computed = true;
  }
}
