package io.splatlas.gateway.capture;

import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.model.FrameAnswer.Refusal;
import io.splatlas.actors.model.FrameAnswer.RefusalReason;
import io.splatlas.proto.v1.CaptureResponse;
import io.splatlas.proto.v1.FrameAcknowledged;
import io.splatlas.proto.v1.FrameRefusalReason;
import io.splatlas.proto.v1.FrameRefused;
import org.jspecify.annotations.Nullable;

/** Answers to frames as messages. */
final class AnswerConverter {
  private AnswerConverter() {}

  /**
   * The message for an answer. Where the gateway itself found the frame at fault and the scene used
   * its sequence number up, the robot is told the gateway's reason.
   *
   * @param own what the gateway found wrong, null for nothing
   */
  static CaptureResponse toMessage(@Nullable Refusal own, FrameAnswer answer) {
    return switch (answer) {
      case FrameAnswer.Acknowledged acknowledged ->
          CaptureResponse.newBuilder()
              .setAcknowledged(
                  FrameAcknowledged.newBuilder()
                      .setSequence(acknowledged.sequence())
                      .setDurableSequence(acknowledged.durableSequence())
                      .setCredit(Math.max(1, acknowledged.credit())))
              .build();
      case FrameAnswer.Refused refused -> refusal(own, refused);
      case FrameAnswer.Closed closed ->
          throw new IllegalArgumentException("the end of a stream is a status, not a message");
    };
  }

  private static CaptureResponse refusal(@Nullable Refusal own, FrameAnswer.Refused refused) {
    Refusal told = refused.refusal();
    if (own != null && told.reason().usesUpSequence()) {
      told = own;
    }
    return CaptureResponse.newBuilder()
        .setRefused(
            FrameRefused.newBuilder()
                .setSequence(refused.sequence())
                .setReason(toMessage(told.reason()))
                .setField(told.field())
                .setDetail(told.detail())
                .setDurableSequence(refused.durableSequence())
                .setCredit(Math.max(1, refused.credit())))
        .build();
  }

  static FrameRefusalReason toMessage(RefusalReason reason) {
    return switch (reason) {
      case UNDECODABLE -> FrameRefusalReason.FRAME_REFUSAL_REASON_UNDECODABLE;
      case OUT_OF_RANGE -> FrameRefusalReason.FRAME_REFUSAL_REASON_OUT_OF_RANGE;
      case POSE_NOT_RIGID -> FrameRefusalReason.FRAME_REFUSAL_REASON_POSE_NOT_RIGID;
      case SIZE_MISMATCH -> FrameRefusalReason.FRAME_REFUSAL_REASON_SIZE_MISMATCH;
      case OUT_OF_ORDER -> FrameRefusalReason.FRAME_REFUSAL_REASON_OUT_OF_ORDER;
      case TOO_LARGE -> FrameRefusalReason.FRAME_REFUSAL_REASON_TOO_LARGE;
      case MISSING_FIELD -> FrameRefusalReason.FRAME_REFUSAL_REASON_MISSING_FIELD;
      case OVER_CREDIT -> FrameRefusalReason.FRAME_REFUSAL_REASON_OVER_CREDIT;
      case STORAGE -> FrameRefusalReason.FRAME_REFUSAL_REASON_STORAGE;
    };
  }
}
