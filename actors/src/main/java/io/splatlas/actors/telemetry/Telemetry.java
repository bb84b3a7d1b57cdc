package io.splatlas.actors.telemetry;

import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.FrameAnswer.RefusalReason;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.gpu.FieldReport;
import java.time.Duration;

/**
 * What the stages report. Called from actor threads: implementations must be quick and must not
 * throw.
 */
public interface Telemetry {
  /** Reports nothing. */
  Telemetry NONE = new Telemetry() {};

  /** A frame arrived. */
  default void frameReceived(long bytes) {}

  /** A frame became durable. */
  default void frameAcknowledged(Duration sinceArrival) {}

  /**
   * A frame is on disk. The arrays in it are shared: they must not be written to, and whoever keeps
   * the frame keeps its memory.
   *
   * @param number in order of arrival, from 1
   * @param camera it was seen through
   */
  default void frameStored(String scene, long number, PosedFrame frame, CameraModel camera) {}

  /**
   * A scene's frames were found on disk: the server, or only what takes them in, was started again.
   * Holds for what was told of places before.
   *
   * @param places where those that are kept were seen from, in order: x, y, z each, metres; the
   *     array is shared and must not be written to
   */
  default void framesFound(String scene, float[] places) {}

  /**
   * The newest of the frames that were found on disk; not told when none of them can be read. As
   * {@link #frameStored}.
   */
  default void newestFrameFound(String scene, long number, PosedFrame frame, CameraModel camera) {}

  /** Bytes that a scene's frames take on disk now. */
  default void framesStored(String scene, long bytes) {}

  /** Frames that a scene could do without were removed from disk. */
  default void framesThinned(int frames) {}

  /**
   * A frame's step has just ended.
   *
   * @param number of the frame in order of arrival, from 1
   * @param took as {@link FrameStep} says
   */
  default void frameStep(String scene, long number, FrameStep step, Duration took) {}

  /** A frame was refused. */
  default void frameRefused(RefusalReason reason) {}

  /** Durable frames that training has not taken up yet. */
  default void backlog(String scene, int frames) {}

  /** A scene's frames that arrived and are not answered yet, and their compressed bytes. */
  default void pending(String scene, int frames, long bytes) {}

  /** Training iterations were done. */
  default void trained(
      String scene, int iterations, Duration busy, double loss, double psnr, int gaussians) {}

  /** The newest frames were among those drawn: their PSNR before the step, dB. */
  default void newestFramesTrained(String scene, double psnr) {}

  /** A frame's teacher features were made and lifted. */
  default void lifted(Duration teacher, Duration lift) {}

  /** A stage of refining a scene's semantic field is over; the report is of its last iteration. */
  default void refined(String scene, Duration took, FieldReport last) {}

  /** Keyframes of a scene that wait for the teacher or are with it now. */
  default void teacherWaiting(String scene, int keyframes) {}

  /** A keyframe was left for the end because the teacher is behind. */
  default void keyframeLate() {}

  /** A clustering ended. */
  default void clustered(
      String scene, Duration duration, int points, int clusters, double noiseShare) {}

  /** An instance changed. */
  default void instanceChanged(InstanceChange.Kind kind) {}

  /** Gaussians that a clustering gave from one instance to another. */
  default void idSwitches(String scene, int gaussians) {}

  /** Instances of a scene that are alive now. */
  default void instances(String scene, int alive) {}

  /** A frame is reflected in instance events. */
  default void fresh(Duration fromArrival) {}

  /**
   * A job of the GPU runtime ran: class of job, how long it waited, how long its longest slice
   * took.
   */
  default void gpuJob(String priority, Duration waited, Duration busy) {}

  /**
   * One slice of a job ran on a device.
   *
   * @param device its place in the list that the server was started with, from 0
   */
  default void gpuSlice(int device, String priority, Duration busy) {}

  /** A device was lost; it is opened again and its scenes train again. */
  default void deviceLost(int device) {}

  /** A device's memory in use and its cap, bytes. */
  default void deviceMemory(int device, long used, long cap) {}

  /** Scenes that have something on a device now. */
  default void deviceScenes(int device, int scenes) {}

  /** A checkpoint became durable. */
  default void checkpointed(String scene, long bytes, Duration took) {}

  /** A checkpoint could not be written. */
  default void checkpointFailed(String scene) {}

  /** A checkpoint that is not what was written was left out when a scene was brought back. */
  default void checkpointCorrupt(String scene) {}

  /** Changes of instances became durable. */
  default void changesRecorded(int changes, Duration took) {}

  /** Changes of instances could not be made durable and were not told. */
  default void changesNotRecorded(String scene) {}

  /** A scene was deleted or begins anew: what was told of it holds no longer. */
  default void sceneEnded(String scene) {}

  /** Subscribers of a scene now. */
  default void subscribers(String scene, int count) {}
}
