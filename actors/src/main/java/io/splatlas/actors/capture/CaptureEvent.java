package io.splatlas.actors.capture;

import java.time.Instant;

/** What a capture tells its parent. */
public sealed interface CaptureEvent {

  /**
   * The log is open; the first event after every start and restart, before the {@code FrameStored}
   * of every frame in the log.
   */
  record Ready(FrameReader frames) implements CaptureEvent {}

  /**
   * A frame is durable; in order of arrival. After a restart those of before are told again: ignore
   * numbers already known.
   *
   * @param number from 1; a number may be missing where the log was found corrupt
   * @param captureTime by the robot's clock
   * @param bytes stored
   */
  record FrameStored(long number, Instant captureTime, long bytes) implements CaptureEvent {}

  /**
   * The log cannot be opened; opens are refused with UNAVAILABLE until the parent stops and creates
   * the capture again.
   */
  record Unavailable(String reason) implements CaptureEvent {}
}
