package io.splatlas.actors.model;

/**
 * Intrinsics of a frame as the robot sent them, lens distortion (OpenCV, five parameters) included.
 *
 * @param width pixels
 * @param height pixels
 * @param fx focal length, pixels
 * @param fy focal length, pixels
 * @param cx principal point, pixels
 * @param cy principal point, pixels
 * @param k1 radial
 * @param k2 radial
 * @param p1 tangential
 * @param p2 tangential
 * @param k3 radial
 */
public record CameraModel(
    int width,
    int height,
    double fx,
    double fy,
    double cx,
    double cy,
    double k1,
    double k2,
    double p1,
    double p2,
    double k3) {

  /** Whether any distortion coefficient is not zero. */
  public boolean distorted() {
    return k1 != 0 || k2 != 0 || p1 != 0 || p2 != 0 || k3 != 0;
  }
}
