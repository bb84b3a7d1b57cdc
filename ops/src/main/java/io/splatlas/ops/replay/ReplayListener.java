package io.splatlas.ops.replay;

import io.splatlas.proto.v1.FrameRefused;

/** Told of a replay's progress, from one thread at a time. */
public interface ReplayListener {
  /** Frames up to here were answered for good before this replay began. */
  default void resumed(long durableSequence) {}

  /** A frame was handed to the network. */
  default void sent(long sequence) {}

  /** A frame is durable. */
  default void acknowledged(long sequence) {}

  /** A frame was refused. */
  default void refused(FrameRefused refusal) {}
}
