package io.splatlas.actors.capture;

import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.model.FrameAnswer.Refusal;
import io.splatlas.actors.model.PosedFrame;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** A frame under way: from its arrival to its answer. Belongs to one robot's stream. */
final class Entry {
  /** Where it stands. */
  enum State {
    /** Its pixels are being checked. */
    CHECKING,
    /** Good; waits for those before it to be staged. */
    GOOD,
    /** Refused for good; waits for those before it to be staged. */
    BAD,
    /** Handed to the writer, as a frame or as a used-up number. */
    STAGED,
    /** On disk; waits for its turn to be answered. */
    WRITTEN,
    /** Refused without using up its number; waits for its turn to be answered. */
    TURNED_AWAY,
    /** A number that is under way or was answered before; looked up when its turn comes. */
    REPEATED,
    /** Its stream is over; waits for its turn to be told. */
    CLOSED
  }

  final String robotId;
  final long sequence;
  final Instant captureTime;
  final Instant arrival;
  final long arrivalNanos;
  final CreditWindow window;
  final ActorRef<FrameAnswer> replyTo;
  State state;
  long bytes;

  /** Whether its bytes count as under way. */
  boolean isUnderWay;

  @Nullable PosedFrame frame;
  @Nullable CameraModel camera;
  @Nullable Refusal refusal;

  Entry(
      String robotId,
      PosedFrame frame,
      CreditWindow window,
      ActorRef<FrameAnswer> replyTo,
      State state) {
    this.robotId = robotId;
    this.sequence = frame.sequence();
    this.captureTime = frame.captureTime();
    this.arrival = Instant.now();
    this.arrivalNanos = System.nanoTime();
    this.window = window;
    this.replyTo = replyTo;
    this.state = state;
  }

  /** Whether the writer has, or had, nothing to do with it and its number is not settled. */
  boolean undecided() {
    return state == State.CHECKING || state == State.GOOD || state == State.BAD;
  }

  void turnAway(Refusal why) {
    state = State.TURNED_AWAY;
    refusal = why;
    frame = null;
  }

  /** Compressed bytes of a frame. */
  static long bytes(PosedFrame frame) {
    return frame.image().length
        + (frame.depthPng() == null ? 0L : frame.depthPng().length)
        + 4L * frame.points().length
        + frame.pointColours().length;
  }
}
