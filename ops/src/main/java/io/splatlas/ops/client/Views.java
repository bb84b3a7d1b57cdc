package io.splatlas.ops.client;

import io.splatlas.ops.dataset.CameraIntrinsics;
import io.splatlas.proto.v1.CameraAxes;
import io.splatlas.proto.v1.Distortion;
import io.splatlas.proto.v1.Intrinsics;
import io.splatlas.proto.v1.Pose;
import io.splatlas.proto.v1.RenderLayer;
import io.splatlas.proto.v1.View;
import java.util.List;

/** Cameras of captures in the words of the contract. */
public final class Views {

  /** A pose in OpenCV axes. */
  public static Pose pose(double[] cameraToWorld) {
    Pose.Builder pose = Pose.newBuilder().setAxes(CameraAxes.CAMERA_AXES_OPENCV);
    for (double value : cameraToWorld) {
      pose.addCameraToWorld(value);
    }
    return pose.build();
  }

  /** Intrinsics with the lens distortion, if any. */
  public static Intrinsics intrinsics(CameraIntrinsics camera) {
    Intrinsics.Builder intrinsics = pinhole(camera).toBuilder();
    if (camera.distorted()) {
      intrinsics.setDistortion(
          Distortion.newBuilder()
              .setK1(camera.k1())
              .setK2(camera.k2())
              .setP1(camera.p1())
              .setP2(camera.p2())
              .setK3(camera.k3()));
    }
    return intrinsics.build();
  }

  /** Intrinsics of the ideal pinhole camera with the same focal lengths. */
  public static Intrinsics pinhole(CameraIntrinsics camera) {
    return Intrinsics.newBuilder()
        .setWidth(camera.width())
        .setHeight(camera.height())
        .setFx(camera.fx())
        .setFy(camera.fy())
        .setCx(camera.cx())
        .setCy(camera.cy())
        .build();
  }

  /** A view to render: the ideal pinhole camera at a pose in OpenCV axes. */
  public static View view(
      double[] cameraToWorld, CameraIntrinsics camera, List<RenderLayer> layers) {
    return View.newBuilder()
        .setPose(pose(cameraToWorld))
        .setIntrinsics(pinhole(camera))
        .addAllLayers(layers)
        .build();
  }

  private Views() {}
}
