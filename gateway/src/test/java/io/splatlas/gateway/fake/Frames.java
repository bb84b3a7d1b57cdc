package io.splatlas.gateway.fake;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.splatlas.proto.v1.CameraAxes;
import io.splatlas.proto.v1.CaptureRequest;
import io.splatlas.proto.v1.Frame;
import io.splatlas.proto.v1.ImageEncoding;
import io.splatlas.proto.v1.Intrinsics;
import io.splatlas.proto.v1.OpenCapture;
import io.splatlas.proto.v1.Pose;
import java.util.Arrays;

/** What a robot sends, for tests. */
public final class Frames {
  private Frames() {}

  public static CaptureRequest open(String sceneId, String robotId) {
    return CaptureRequest.newBuilder()
        .setOpen(
            OpenCapture.newBuilder()
                .setSceneId(sceneId)
                .setRobotId(robotId)
                .setIntrinsics(intrinsics()))
        .build();
  }

  public static CaptureRequest frame(long sequence) {
    return CaptureRequest.newBuilder().setFrame(good(sequence)).build();
  }

  public static Frame.Builder good(long sequence) {
    return Frame.newBuilder()
        .setSequence(sequence)
        .setCaptureTime(Timestamp.newBuilder().setSeconds(1_000 + sequence))
        .setPose(pose(CameraAxes.CAMERA_AXES_OPENGL))
        .setEncoding(ImageEncoding.IMAGE_ENCODING_JPEG)
        .setImage(ByteString.copyFrom(new byte[] {1, 2, 3}));
  }

  public static Pose.Builder pose(CameraAxes axes) {
    return Pose.newBuilder()
        .setAxes(axes)
        .addAllCameraToWorld(
            Arrays.asList(1d, 0d, 0d, 4d, 0d, 1d, 0d, 5d, 0d, 0d, 1d, 6d, 0d, 0d, 0d, 1d));
  }

  public static Intrinsics intrinsics() {
    return Intrinsics.newBuilder()
        .setWidth(32)
        .setHeight(24)
        .setFx(30)
        .setFy(30)
        .setCx(16)
        .setCy(12)
        .build();
  }
}
