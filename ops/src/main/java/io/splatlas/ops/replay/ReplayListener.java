package io.splatlas.ops.replay;

import io.splatlas.proto.v1.FrameRefused;
import java.time.Duration;

/**
 * Told of a replay's progress: of frames by the robot's thread, of answers by the call's, one at a
 * time each; an answer may come while its frame is still being sent.
 */
public interface ReplayListener {
  /** Frames up to here were answered for good before this replay began. */
  default void resumed(long durableSequence) {}

  /**
   * The stream was cut off; the robot comes again after a pause.
   *
   * @param why status that ended the stream
   */
  default void reconnecting(String why, Duration pause) {}

  /** A frame is handed to the network now; told before any answer to it. */
  default void sending(long sequence) {}

  /** A frame is durable. */
  default void acknowledged(long sequence) {}

  /** A frame was refused. */
  default void refused(FrameRefused refusal) {}
}
