package io.splatlas.ops.replay;

import io.splatlas.proto.v1.Frame;
import java.io.IOException;

/** The frames a robot sends, by sequence number from 1. */
public interface FrameFeed {
  /** Sequence number of the last frame; asked before every frame, as it may change. */
  long last();

  /**
   * Loads a frame.
   *
   * @param sequence 1 to {@link #last}
   */
  Frame frame(long sequence) throws IOException;
}
