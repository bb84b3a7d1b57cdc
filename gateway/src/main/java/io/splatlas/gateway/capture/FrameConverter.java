package io.splatlas.gateway.capture;

import com.google.protobuf.Timestamp;
import io.splatlas.actors.model.FrameAnswer.Refusal;
import io.splatlas.actors.model.FrameAnswer.RefusalReason;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.gateway.convert.CameraPoses;
import io.splatlas.gateway.convert.Cameras;
import io.splatlas.gateway.convert.Times;
import io.splatlas.proto.v1.CameraAxes;
import io.splatlas.proto.v1.Frame;
import io.splatlas.proto.v1.ImageEncoding;
import io.splatlas.proto.v1.SparsePoints;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Frames of the contract to frames of the actors. Refuses only what those cannot represent; the
 * rest is judged by the scene.
 */
final class FrameConverter {
  private static final byte[] NO_IMAGE = {};

  private FrameConverter() {}

  /** Reads a frame; never throws. */
  static ReadFrame read(Frame frame) {
    if (frame.getSequence() <= 0) {
      return new ReadFrame(
          frame.getSequence(),
          null,
          new Refusal(
              RefusalReason.OUT_OF_ORDER,
              "sequence",
              "sequence numbers start at 1 and grow by one, got "
                  + Long.toUnsignedString(frame.getSequence())));
    }
    Refusal refusal = refusalOf(frame);
    return new ReadFrame(frame.getSequence(), toPosedFrame(frame, refusal != null), refusal);
  }

  private static @Nullable Refusal refusalOf(Frame frame) {
    if (!frame.hasCaptureTime()) {
      return missing("capture_time", "when the image was taken, by the robot's clock");
    }
    if (!Times.valid(frame.getCaptureTime())) {
      return outOfRange("capture_time", "is not within the years 1 to 9999");
    }
    if (!frame.hasPose() || frame.getPose().getCameraToWorldCount() == 0) {
      return missing(
          frame.hasPose() ? "pose.camera_to_world" : "pose", "where the camera was, 16 values");
    }
    if (frame.getPose().getAxes() == CameraAxes.CAMERA_AXES_UNSPECIFIED) {
      return missing("pose.axes", "must be CAMERA_AXES_OPENCV or CAMERA_AXES_OPENGL");
    }
    if (frame.getPose().getAxes() == CameraAxes.UNRECOGNIZED) {
      return outOfRange("pose.axes", "must be CAMERA_AXES_OPENCV or CAMERA_AXES_OPENGL");
    }
    return refusalOfImages(frame);
  }

  private static @Nullable Refusal refusalOfImages(Frame frame) {
    if (frame.getEncoding() == ImageEncoding.IMAGE_ENCODING_UNSPECIFIED) {
      return missing("encoding", "must be IMAGE_ENCODING_JPEG or IMAGE_ENCODING_PNG");
    }
    if (frame.getEncoding() == ImageEncoding.UNRECOGNIZED) {
      return outOfRange("encoding", "must be IMAGE_ENCODING_JPEG or IMAGE_ENCODING_PNG");
    }
    if (frame.getImage().isEmpty()) {
      return missing("image", "the compressed image has no bytes");
    }
    if (frame.hasDepth() && frame.getDepth().getPng16().isEmpty()) {
      return missing(
          "depth.png16", "the depth image has no bytes; leave depth out where there is none");
    }
    return null;
  }

  /**
   * A frame without an image can never become durable, so that is what stands for a refused one.
   */
  private static PosedFrame toPosedFrame(Frame frame, boolean refused) {
    SparsePoints points = frame.getPoints();
    return new PosedFrame(
        frame.getSequence(),
        toInstant(frame.getCaptureTime()),
        CameraPoses.matrix(frame.getPose()),
        frame.hasIntrinsics() ? Cameras.toModel(frame.getIntrinsics()) : null,
        frame.getEncoding() == ImageEncoding.IMAGE_ENCODING_JPEG
            ? PosedFrame.Encoding.JPEG
            : PosedFrame.Encoding.PNG,
        refused ? NO_IMAGE : frame.getImage().toByteArray(),
        frame.hasDepth() && !refused ? frame.getDepth().getPng16().toByteArray() : null,
        frame.getDepth().getMetresPerUnit(),
        toPositions(points),
        points.getColours().toByteArray());
  }

  private static Instant toInstant(Timestamp time) {
    return Times.valid(time) ? Times.toInstant(time) : Instant.EPOCH;
  }

  private static float[] toPositions(SparsePoints points) {
    float[] positions = new float[points.getPositionsCount()];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = points.getPositions(i);
    }
    return positions;
  }

  private static Refusal missing(String field, String detail) {
    return new Refusal(RefusalReason.MISSING_FIELD, field, field + " is missing: " + detail);
  }

  private static Refusal outOfRange(String field, String detail) {
    return new Refusal(RefusalReason.OUT_OF_RANGE, field, field + " " + detail);
  }
}
