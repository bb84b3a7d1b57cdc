package io.splatlas.ops.dataset;

/** Which way a camera's own axes point. The world's axes are never changed. */
public enum AxisConvention {
  /**
   * x right, y down, z forward: OpenCV, COLMAP, TUM, ROS optical frames; what everything inside
   * uses.
   */
  OPENCV(1, 0, 0, 0, 1, 0, 0, 0, 1),
  /** x right, y up, z backwards: OpenGL, Blender, nerfstudio. */
  OPENGL(1, 0, 0, 0, -1, 0, 0, 0, -1),
  /** x forward, y left, z up: a ROS body frame (REP 103). */
  ROS(0, 0, 1, -1, 0, 0, 0, -1, 0);

  /** Columns are the OpenCV axes written in this convention's axes. */
  @SuppressWarnings("ImmutableEnumChecker") // Never handed out nor written to.
  private final double[] fromOpenCv;

  AxisConvention(double... fromOpenCv) {
    this.fromOpenCv = fromOpenCv;
  }

  /**
   * A rigid camera-to-world matrix of this convention in OpenCV axes: only the rotation's columns
   * change.
   */
  public double[] toOpenCv(double[] cameraToWorld) {
    return PoseConversion.rotateCamera(cameraToWorld, fromOpenCv, false);
  }

  /** A rigid camera-to-world matrix in OpenCV axes written in this convention. */
  public double[] fromOpenCv(double[] cameraToWorld) {
    return PoseConversion.rotateCamera(cameraToWorld, fromOpenCv, true);
  }
}
