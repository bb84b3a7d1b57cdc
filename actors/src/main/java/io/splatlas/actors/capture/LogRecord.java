package io.splatlas.actors.capture;

import io.splatlas.actors.model.FrameAnswer.Refusal;

/** What the frame log keeps. */
sealed interface LogRecord {
  /** A frame. */
  record Frame(StoredFrame stored) implements LogRecord {}

  /** A sequence number that was used up by a frame that was refused. */
  record Refused(String robotId, long sequence, Refusal refusal) implements LogRecord {}
}
