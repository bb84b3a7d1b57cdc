package io.splatlas.gateway.capture;

import io.splatlas.actors.model.CaptureSession;
import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.model.FrameAnswer.Refusal;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.proto.v1.CaptureOpened;
import io.splatlas.proto.v1.CaptureResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one capture stream between robot and scene: which may be handed in, which are
 * answered, in which order the robot hears of them.
 *
 * <p>At most {@code credit} frames are with the scene; one more may wait here, so that a robot that
 * ignores its credit is noticed while the transport holds the rest back. Every frame is answered
 * once, in order of arrival. Pure bookkeeping; not thread-safe.
 */
final class CaptureWindow {
  private final int mostInFlight;
  private final int framesPerSecond;
  private final Deque<Slot> slots = new ArrayDeque<>();
  private int withScene;
  private int credit;
  private long durable;
  private int overrun;
  private boolean opened;
  private boolean openedTold;
  private FrameAnswer.@Nullable Closed closed;

  /** A frame that was not told an answer yet. */
  private static final class Slot {
    final long sequence;

    /** What the gateway found wrong; the whole answer where the scene does not see the frame. */
    final @Nullable Refusal refusal;

    final boolean forScene;
    final long since;

    /**
     * Until it is with the scene: its bytes are not held here for a robot that reads no answers.
     */
    @Nullable PosedFrame waiting;

    @Nullable FrameAnswer answer;

    Slot(ReadFrame read, long since) {
      this.sequence = read.sequence();
      this.refusal = read.refusal();
      this.forScene = read.frame() != null;
      this.waiting = read.frame();
      this.since = since;
    }
  }

  /**
   * @param mostInFlight unanswered frames held whatever the credit, at least 1
   * @param framesPerSecond as robots are told
   */
  CaptureWindow(int mostInFlight, int framesPerSecond) {
    this.mostInFlight = mostInFlight;
    this.framesPerSecond = framesPerSecond;
  }

  /** The scene opened the stream. */
  void open(CaptureSession session) {
    opened = true;
    durable = session.durableSequence();
    credit = Math.max(1, session.credit());
  }

  /** Whether another message of the robot may be taken in. */
  boolean wantsMore() {
    return opened && closed == null && slots.size() <= Math.min(credit, mostInFlight);
  }

  /**
   * Takes a frame in.
   *
   * @param now a clock's nanoseconds
   * @return how many frames in a row, this one included, came beyond the credit; 0 when it did not
   */
  int accept(ReadFrame read, long now) {
    overrun = slots.size() >= credit ? overrun + 1 : 0;
    slots.add(new Slot(read, now));
    return overrun;
  }

  /** The next frame to hand to the scene, or null when it has as many as it may have. */
  @Nullable PosedFrame nextToSubmit() {
    if (closed != null || withScene >= Math.min(credit, mostInFlight)) {
      return null;
    }
    for (Slot slot : slots) {
      PosedFrame frame = slot.waiting;
      if (frame != null) {
        slot.waiting = null;
        withScene++;
        return frame;
      }
    }
    return null;
  }

  /** Takes an answer of the scene in. Answers to frames unknown here are ignored. */
  void answer(FrameAnswer answer) {
    if (closed != null) {
      return;
    }
    switch (answer) {
      case FrameAnswer.Acknowledged acknowledged -> {
        settle(acknowledged.sequence(), acknowledged);
        grant(acknowledged.durableSequence(), acknowledged.credit());
      }
      case FrameAnswer.Refused refused -> {
        settle(refused.sequence(), refused);
        grant(refused.durableSequence(), refused.credit());
      }
      case FrameAnswer.Closed end -> closed = end;
    }
  }

  private void settle(long sequence, FrameAnswer answer) {
    for (Slot slot : slots) {
      boolean asked = slot.forScene && slot.waiting == null && slot.answer == null;
      if (asked && slot.sequence == sequence) {
        slot.answer = answer;
        withScene--;
        return;
      }
    }
  }

  private void grant(long durableNow, int creditNow) {
    durable = Math.max(durable, durableNow);
    credit = Math.max(1, creditNow);
  }

  /** The next message to the robot, or null when there is none yet. */
  @Nullable CaptureResponse poll() {
    if (!opened) {
      return null;
    }
    if (!openedTold) {
      openedTold = true;
      return CaptureResponse.newBuilder()
          .setOpened(
              CaptureOpened.newBuilder()
                  .setDurableSequence(durable)
                  .setCredit(credit)
                  .setFramesPerSecond(framesPerSecond))
          .build();
    }
    Slot head = slots.peek();
    FrameAnswer answer = head == null ? null : answerTo(head);
    if (head == null || answer == null) {
      return null;
    }
    slots.remove();
    return AnswerConverter.toMessage(head.refusal, answer);
  }

  /** The scene's answer, or the gateway's own to a frame the scene does not get to see. */
  private @Nullable FrameAnswer answerTo(Slot slot) {
    if (!slot.forScene && slot.refusal != null) {
      return new FrameAnswer.Refused(slot.sequence, slot.refusal, durable, credit);
    }
    return slot.answer;
  }

  /** How the scene ended the stream, once all answers before that were polled; else null. */
  FrameAnswer.@Nullable Closed end() {
    Slot head = slots.peek();
    return openedTold && (head == null || answerTo(head) == null) ? closed : null;
  }

  /** Whether nothing waits for an answer or to be told. */
  boolean idle() {
    return slots.isEmpty() && (openedTold || !opened);
  }

  /** Frames taken in and not told an answer yet. */
  int inFlight() {
    return slots.size();
  }

  /** How long the oldest frame has waited for the scene, nanoseconds; 0 when none waits. */
  long waited(long now) {
    Slot head = slots.peek();
    return head == null || answerTo(head) != null ? 0 : now - head.since;
  }
}
