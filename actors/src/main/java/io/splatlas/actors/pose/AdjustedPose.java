package io.splatlas.actors.pose;

import io.splatlas.actors.geometry.CameraMotion;
import io.splatlas.actors.geometry.ViewGeometry;
import io.splatlas.gpu.Camera;
import java.util.Arrays;

/** The pose that was told of a frame, and the one it has now. */
final class AdjustedPose {
  /** Values of a twist: rotation vector, radians, and translation, metres. */
  static final int TWIST = 6;

  private final Camera told;
  private final double[] twist = new double[TWIST];
  private Camera camera;
  private ViewGeometry geometry;

  AdjustedPose(Camera told) {
    this.told = told;
    this.camera = told;
    this.geometry = new ViewGeometry(told);
  }

  /** From the told pose to this one, see {@link CameraMotion#moved}. */
  double twist(int component) {
    return twist[component];
  }

  /** Takes the pose that a twist, values from {@code at} on, makes of the told one. */
  void move(double[] values, int at) {
    System.arraycopy(values, at, twist, 0, TWIST);
    camera = CameraMotion.moved(told, twist);
    geometry = new ViewGeometry(camera);
  }

  /** Takes the told pose again. */
  void reset() {
    move(new double[TWIST], 0);
  }

  /** The pose that another twist would make. */
  ViewGeometry geometryAt(double[] values, int at) {
    return new ViewGeometry(CameraMotion.moved(told, Arrays.copyOfRange(values, at, at + TWIST)));
  }

  Camera camera() {
    return camera;
  }

  ViewGeometry geometry() {
    return geometry;
  }
}
