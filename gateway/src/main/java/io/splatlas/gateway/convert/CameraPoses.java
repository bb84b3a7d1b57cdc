package io.splatlas.gateway.convert;

import io.splatlas.actors.geometry.Poses;
import io.splatlas.gateway.status.Violations;
import io.splatlas.gpu.Camera;
import io.splatlas.proto.v1.CameraAxes;
import io.splatlas.proto.v1.Pose;

/** Poses of the contract, in either axis convention, to camera-to-world in OpenCV axes. */
public final class CameraPoses {
  private CameraPoses() {}

  /**
   * Turns a camera-to-world matrix into OpenCV axes (x right, y down, z forward). From OpenGL axes
   * (x right, y up, z backwards) the camera's y and z axes, columns 2 and 3 of the rotation, change
   * their sign. A matrix that has not 16 values is copied as it is.
   *
   * @param cameraToWorld row-major
   * @param axes OPENCV or OPENGL
   */
  public static double[] toOpenCv(double[] cameraToWorld, CameraAxes axes) {
    double[] converted = cameraToWorld.clone();
    if (axes == CameraAxes.CAMERA_AXES_OPENGL && converted.length == 16) {
      for (int row = 0; row < 3; row++) {
        converted[4 * row + 1] = -converted[4 * row + 1];
        converted[4 * row + 2] = -converted[4 * row + 2];
      }
    }
    return converted;
  }

  /** The matrix of a pose in OpenCV axes, unchecked. */
  public static double[] matrix(Pose pose) {
    double[] matrix = new double[pose.getCameraToWorldCount()];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = pose.getCameraToWorld(i);
    }
    return toOpenCv(matrix, pose.getAxes());
  }

  /**
   * Notes all that is wrong with a pose that is required.
   *
   * @param path of the pose, for example {@code view.pose}
   */
  public static void check(Pose pose, String path, Violations violations) {
    violations.require(
        pose.getAxes() == CameraAxes.CAMERA_AXES_OPENCV
            || pose.getAxes() == CameraAxes.CAMERA_AXES_OPENGL,
        path + ".axes",
        "must be CAMERA_AXES_OPENCV or CAMERA_AXES_OPENGL");
    Poses.check(matrix(pose))
        .ifPresent(problem -> violations.add(path + ".camera_to_world", problem.detail()));
  }

  /** The pose of a camera, in OpenCV axes. */
  static Pose message(Camera camera) {
    double[] w = camera.worldToCamera();
    double[] centre = camera.centre();
    Pose.Builder pose = Pose.newBuilder().setAxes(CameraAxes.CAMERA_AXES_OPENCV);
    for (int row = 0; row < 3; row++) {
      pose.addCameraToWorld(w[row])
          .addCameraToWorld(w[4 + row])
          .addCameraToWorld(w[8 + row])
          .addCameraToWorld(centre[row]);
    }
    return pose.addCameraToWorld(0)
        .addCameraToWorld(0)
        .addCameraToWorld(0)
        .addCameraToWorld(1)
        .build();
  }
}
