package io.splatlas.ops.replay;

import io.splatlas.proto.v1.FrameRefused;
import java.time.Duration;

/** Told of a replay's progress, from one thread at a time. */
public interface ReplayListener {
  /** Frames up to here were answered for good before this replay began. */
  default void resumed(long durableSequence) {}

  /**
   * The stream was cut off; the robot comes again after a pause.
   *
   * @param why status that ended the stream
   */
  default void reconnecting(String why, Duration pause) {}

  /** A frame was handed to the network. */
  default void sent(long sequence) {}

  /** A frame is durable. */
  default void acknowledged(long sequence) {}

  /** A frame was refused. */
  default void refused(FrameRefused refusal) {}
}
