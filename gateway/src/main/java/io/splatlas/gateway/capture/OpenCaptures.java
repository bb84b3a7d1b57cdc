package io.splatlas.gateway.capture;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.gateway.convert.Cameras;
import io.splatlas.gateway.convert.Ids;
import io.splatlas.gateway.status.ErrorReason;
import io.splatlas.gateway.status.GrpcErrors;
import io.splatlas.gateway.status.Violations;
import io.splatlas.gpu.Camera;
import io.splatlas.proto.v1.OpenCapture;
import java.time.Duration;
import java.util.Map;

/** How a capture begins and how a scene ends it. */
final class OpenCaptures {
  private OpenCaptures() {}

  /**
   * Checks the first message.
   *
   * @throws StatusRuntimeException INVALID_ARGUMENT with every violation
   */
  static void check(OpenCapture open) {
    Violations violations = new Violations();
    Ids.checkScene(open.getSceneId(), "open.scene_id", violations);
    Ids.checkRobot(open.getRobotId(), "open.robot_id", violations);
    if (open.hasIntrinsics()) {
      Cameras.check(open.getIntrinsics(), "open.intrinsics", Camera.MAX_SIDE, violations);
    }
    violations.throwIfAny();
  }

  /** The status of a stream whose robot waited for no answers. */
  static StatusRuntimeException tooMany(int overrun, Duration away) {
    return GrpcErrors.of(
        Status.Code.RESOURCE_EXHAUSTED,
        ErrorReason.CREDIT_EXCEEDED,
        overrun + " frames in a row came beyond the credit: wait for answers",
        GrpcErrors.retryAfter(away));
  }

  /** The status of a stream whose robot did not slow down. */
  static StatusRuntimeException tooFast(int framesPerSecond, Duration away) {
    return GrpcErrors.of(
        Status.Code.RESOURCE_EXHAUSTED,
        ErrorReason.FRAME_RATE_EXCEEDED,
        "more than %d frames a second for too long: slow down and resume"
            .formatted(framesPerSecond),
        Map.of("frames_per_second", Integer.toString(framesPerSecond)),
        GrpcErrors.retryAfter(away));
  }

  /** The status of a stream that the scene closed. */
  static StatusRuntimeException statusOf(FrameAnswer.Closed closed) {
    return closed.superseded()
        ? GrpcErrors.of(
            Status.Code.ABORTED,
            ErrorReason.CAPTURE_SUPERSEDED,
            String.valueOf(closed.problem().getMessage()))
        : GrpcErrors.of(closed.problem());
  }
}
