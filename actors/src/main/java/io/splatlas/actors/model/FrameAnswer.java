package io.splatlas.actors.model;

/** The one answer to every frame. */
public sealed interface FrameAnswer {

  /** The frame is durable. */
  record Acknowledged(long sequence, long durableSequence, int credit) implements FrameAnswer {}

  /** The frame was refused; the stream goes on. */
  record Refused(long sequence, Refusal refusal, long durableSequence, int credit)
      implements FrameAnswer {}

  /** This stream is over: a newer one of the same robot took over, or the capture was finished. */
  record Closed(long sequence, SceneProblem problem, boolean superseded) implements FrameAnswer {}

  /**
   * What is wrong with a frame.
   *
   * @param reason kind of fault
   * @param field at fault, as a path of the public contract, for example {@code
   *     pose.camera_to_world}
   * @param detail what was found and what was expected
   */
  record Refusal(RefusalReason reason, String field, String detail) {}

  /** Why a frame is refused; {@code usesUpSequence} says whether its sequence number is spent. */
  enum RefusalReason {
    UNDECODABLE(true),
    OUT_OF_RANGE(true),
    POSE_NOT_RIGID(true),
    SIZE_MISMATCH(true),
    OUT_OF_ORDER(false),
    TOO_LARGE(true),
    MISSING_FIELD(true),
    OVER_CREDIT(false),
    STORAGE(false);

    private final boolean usesUpSequence;

    RefusalReason(boolean usesUpSequence) {
      this.usesUpSequence = usesUpSequence;
    }

    /** Whether the refused frame is done with: its sequence number is not to be sent again. */
    public boolean usesUpSequence() {
      return usesUpSequence;
    }
  }
}
