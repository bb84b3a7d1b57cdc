package io.splatlas.gateway.convert;

import io.splatlas.gateway.status.Violations;
import io.splatlas.gpu.Camera;
import io.splatlas.proto.v1.CameraAxes;
import io.splatlas.proto.v1.Pose;

/** Poses of the contract, in either axis convention, to camera-to-world in OpenCV axes. */
public final class Poses {
  /** How far R R^T may be from the identity, in every entry. */
  private static final double ROTATION_TOLERANCE = 1e-3;

  /** Farthest a camera may be from the world's origin, metres. */
  private static final double FARTHEST = 1e6;

  private Poses() {}

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
    String fault = faultOf(matrix(pose));
    if (!fault.isEmpty()) {
      violations.add(path + ".camera_to_world", fault);
    }
  }

  private static String faultOf(double[] m) {
    if (m.length != 16) {
      return "must have 16 values, got " + m.length;
    }
    for (int i = 0; i < 16; i++) {
      if (!Double.isFinite(m[i])) {
        return "value " + i + " is not finite";
      }
    }
    if (m[12] != 0 || m[13] != 0 || m[14] != 0 || m[15] != 1) {
      return "row 4 must be 0 0 0 1";
    }
    if (!rotates(m)) {
      return "the upper left 3x3 part must be a rotation (R R^T = I within 0.001, det R > 0)";
    }
    double distance = Math.hypot(Math.hypot(m[3], m[7]), m[11]);
    return distance <= FARTHEST ? "" : "translation must be at most 1,000,000 metres";
  }

  private static boolean rotates(double[] m) {
    for (int a = 0; a < 3; a++) {
      for (int b = a; b < 3; b++) {
        double dot =
            m[4 * a] * m[4 * b] + m[4 * a + 1] * m[4 * b + 1] + m[4 * a + 2] * m[4 * b + 2];
        if (!(Math.abs(dot - (a == b ? 1 : 0)) <= ROTATION_TOLERANCE)) {
          return false;
        }
      }
    }
    double determinant =
        m[0] * (m[5] * m[10] - m[6] * m[9])
            - m[1] * (m[4] * m[10] - m[6] * m[8])
            + m[2] * (m[4] * m[9] - m[5] * m[8]);
    return determinant > 0;
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
