package io.splatlas.gateway.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.splatlas.actors.model.FrameAnswer.RefusalReason;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.gateway.fake.Frames;
import io.splatlas.proto.v1.CameraAxes;
import io.splatlas.proto.v1.DepthImage;
import io.splatlas.proto.v1.Frame;
import io.splatlas.proto.v1.Pose;
import io.splatlas.proto.v1.SparsePoints;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FrameConverterTest {
  @Test
  void shouldTakeAllOfAFrameOver() {
    PosedFrame frame =
        accepted(
            Frames.good(3)
                .setIntrinsics(Frames.intrinsics())
                .setDepth(
                    DepthImage.newBuilder()
                        .setPng16(ByteString.copyFromUtf8("depth"))
                        .setMetresPerUnit(0.001))
                .setPoints(
                    SparsePoints.newBuilder()
                        .addPositions(1)
                        .addPositions(2)
                        .addPositions(3)
                        .setColours(ByteString.copyFrom(new byte[] {9, 8, 7}))));
    assertEquals(3, frame.sequence());
    assertEquals(Instant.ofEpochSecond(1_003), frame.captureTime());
    assertArrayEquals(
        new double[] {1, 0, 0, 4, 0, -1, 0, 5, 0, 0, -1, 6, 0, 0, 0, 1},
        noNegativeZeros(frame.cameraToWorld()));
    assertNotNull(frame.camera());
    assertEquals(32, frame.camera().width());
    assertEquals(PosedFrame.Encoding.JPEG, frame.encoding());
    assertArrayEquals(new byte[] {1, 2, 3}, frame.image());
    assertEquals(5, Objects.requireNonNull(frame.depthPng()).length);
    assertEquals(0.001, frame.depthMetresPerUnit());
    assertArrayEquals(new float[] {1, 2, 3}, frame.points());
    assertArrayEquals(new byte[] {9, 8, 7}, frame.pointColours());
  }

  @Test
  void shouldLeaveOutWhatTheFrameLeavesOut() {
    PosedFrame frame = accepted(Frames.good(1));
    assertNull(frame.camera());
    assertNull(frame.depthPng());
    assertEquals(0, frame.points().length);
  }

  @Test
  void shouldHandOnWhatTheSceneCanJudge() {
    Frame.Builder bad = Frames.good(1);
    bad.getPoseBuilder().setCameraToWorld(0, Double.NaN).addCameraToWorld(1);
    assertEquals(17, accepted(bad).cameraToWorld().length);
  }

  @Test
  void shouldNameTheFieldThatIsMissing() {
    refused(Frames.good(1).clearCaptureTime(), RefusalReason.MISSING_FIELD, "capture_time");
    refused(
        Frames.good(1).setCaptureTime(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE)),
        RefusalReason.OUT_OF_RANGE,
        "capture_time");
    refused(Frames.good(1).clearPose(), RefusalReason.MISSING_FIELD, "pose");
    refused(
        Frames.good(1).setPose(Pose.newBuilder().setAxes(CameraAxes.CAMERA_AXES_OPENCV)),
        RefusalReason.MISSING_FIELD,
        "pose.camera_to_world");
    refused(
        Frames.good(1).setPose(Frames.pose(CameraAxes.CAMERA_AXES_UNSPECIFIED)),
        RefusalReason.MISSING_FIELD,
        "pose.axes");
    refused(
        Frames.good(1).setPose(Frames.pose(CameraAxes.CAMERA_AXES_OPENCV).setAxesValue(77)),
        RefusalReason.OUT_OF_RANGE,
        "pose.axes");
    refused(Frames.good(1).clearEncoding(), RefusalReason.MISSING_FIELD, "encoding");
    refused(Frames.good(1).setEncodingValue(9), RefusalReason.OUT_OF_RANGE, "encoding");
    refused(Frames.good(1).clearImage(), RefusalReason.MISSING_FIELD, "image");
    refused(
        Frames.good(1).setDepth(DepthImage.newBuilder().setMetresPerUnit(1)),
        RefusalReason.MISSING_FIELD,
        "depth.png16");
  }

  @Test
  void shouldAnswerAloneWhereNoSequenceNumberIsUsedUp() {
    for (long sequence : new long[] {0, -1}) {
      ReadFrame read = FrameConverter.read(Frames.good(sequence).build());
      assertNull(read.frame());
      assertEquals(sequence, read.sequence());
      assertEquals(RefusalReason.OUT_OF_ORDER, Objects.requireNonNull(read.refusal()).reason());
    }
  }

  private static PosedFrame accepted(Frame.Builder frame) {
    ReadFrame read = FrameConverter.read(frame.build());
    assertNull(read.refusal());
    return Objects.requireNonNull(read.frame());
  }

  /** Refused by the gateway, and given to the scene such that it cannot but refuse it too. */
  private static void refused(Frame.Builder frame, RefusalReason reason, String field) {
    ReadFrame read = FrameConverter.read(frame.build());
    assertEquals(reason, Objects.requireNonNull(read.refusal()).reason());
    assertEquals(field, Objects.requireNonNull(read.refusal()).field());
    assertEquals(0, Objects.requireNonNull(read.frame()).image().length);
    assertEquals(1, Objects.requireNonNull(read.frame()).sequence());
  }

  private static double[] noNegativeZeros(double[] values) {
    double[] plain = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      plain[i] = values[i] + 0.0;
    }
    return plain;
  }
}
