package io.splatlas.actors.capture;

import io.splatlas.actors.model.FrameAnswer.Refusal;
import java.time.Instant;

/** What the frame log keeps. */
sealed interface LogRecord {
  /** A frame. */
  record Frame(StoredFrame stored) implements LogRecord {}

  /** A frame that was taken and later thinned out: its number stays used up. */
  record Thinned(long number, String robotId, long sequence, Instant captureTime)
      implements LogRecord {}

  /** A sequence number that was used up by a frame that was refused. */
  record Refused(String robotId, long sequence, Refusal refusal) implements LogRecord {}
}
