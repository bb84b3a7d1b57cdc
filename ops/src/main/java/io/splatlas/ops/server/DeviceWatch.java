package io.splatlas.ops.server;

import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.FrameAnswer.RefusalReason;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.gpu.DeviceInfo;
import io.splatlas.gpu.DeviceMemory;
import io.splatlas.gpu.GpuDevice;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Passes telemetry on and remembers what it says of the device, which only the GPU runtime may
 * touch.
 */
final class DeviceWatch implements Telemetry {
  private final Telemetry next;
  private final SortedMap<Integer, DeviceInfo> infos = new TreeMap<>();
  private final SortedMap<Integer, DeviceMemory> memories = new TreeMap<>();
  private volatile DeviceInfo info = new DeviceInfo("none", "none", 0, 0, "not opened yet");
  private volatile DeviceMemory memory = new DeviceMemory(0, 0);

  DeviceWatch(Telemetry next) {
    this.next = next;
  }

  /** One of the devices was opened; called before its GPU runtime owns it. */
  synchronized void opened(int index, GpuDevice device) {
    infos.put(index, device.info());
    memories.put(index, device.memory());
    deviceMemory(
        memories.values().stream().mapToLong(DeviceMemory::used).sum(),
        memories.values().stream().mapToLong(DeviceMemory::cap).sum());
    info = together(List.copyOf(infos.values()));
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

  @Override
  public void deviceMemory(long used, long cap) {
    memory = new DeviceMemory(used, cap);
    next.deviceMemory(used, cap);
  }

  @Override
  public void frameReceived(long bytes) {
    next.frameReceived(bytes);
  }

  @Override
  public void frameAcknowledged(Duration sinceArrival) {
    next.frameAcknowledged(sinceArrival);
  }

  @Override
  public void frameStored(String scene, long number, PosedFrame frame, CameraModel camera) {
    next.frameStored(scene, number, frame, camera);
  }

  @Override
  public void frameRefused(RefusalReason reason) {
    next.frameRefused(reason);
  }

  @Override
  public void backlog(String scene, int frames) {
    next.backlog(scene, frames);
  }

  @Override
  public void trained(
      String scene, int iterations, Duration busy, double loss, double psnr, int gaussians) {
    next.trained(scene, iterations, busy, loss, psnr, gaussians);
  }

  @Override
  public void lifted(Duration teacher, Duration lift) {
    next.lifted(teacher, lift);
  }

  @Override
  public void teacherWaiting(String scene, int keyframes) {
    next.teacherWaiting(scene, keyframes);
  }

  @Override
  public void keyframeLate() {
    next.keyframeLate();
  }

  @Override
  public void clustered(
      String scene, Duration duration, int points, int clusters, double noiseShare) {
    next.clustered(scene, duration, points, clusters, noiseShare);
  }

  @Override
  public void instanceChanged(InstanceChange.Kind kind) {
    next.instanceChanged(kind);
  }

  @Override
  public void instances(String scene, int alive) {
    next.instances(scene, alive);
  }

  @Override
  public void fresh(Duration fromArrival) {
    next.fresh(fromArrival);
  }

  @Override
  public void gpuJob(String priority, Duration waited, Duration busy) {
    next.gpuJob(priority, waited, busy);
  }

  @Override
  public void gpuSlice(String priority, Duration busy) {
    next.gpuSlice(priority, busy);
  }

  @Override
  public void deviceLost() {
    next.deviceLost();
  }

  @Override
  public void pendingBytes(String scene, long bytes) {
    next.pendingBytes(scene, bytes);
  }

  @Override
  public void sceneEnded(String scene) {
    next.sceneEnded(scene);
  }

  @Override
  public void subscribers(String scene, int count) {
    next.subscribers(scene, count);
  }

  @Override
  public void checkpointed(String scene, long bytes, Duration took) {
    next.checkpointed(scene, bytes, took);
  }

  @Override
  public void checkpointFailed(String scene) {
    next.checkpointFailed(scene);
  }

  @Override
  public void checkpointCorrupt(String scene) {
    next.checkpointCorrupt(scene);
  }

  @Override
  public void changesRecorded(int changes, Duration took) {
    next.changesRecorded(changes, took);
  }

  @Override
  public void changesNotRecorded(String scene) {
    next.changesNotRecorded(scene);
  }
}
