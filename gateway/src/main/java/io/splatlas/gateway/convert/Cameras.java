package io.splatlas.gateway.convert;

import io.splatlas.actors.model.CameraModel;
import io.splatlas.gateway.status.Violations;
import io.splatlas.gpu.Camera;
import io.splatlas.proto.v1.Distortion;
import io.splatlas.proto.v1.Intrinsics;

/** Intrinsics of the contract. */
public final class Cameras {
  private Cameras() {}

  /**
   * Intrinsics as the actors know them, unchecked; a size beyond an int becomes the largest int.
   */
  public static CameraModel toModel(Intrinsics intrinsics) {
    Distortion lens = intrinsics.getDistortion();
    return new CameraModel(
        size(intrinsics.getWidth()),
        size(intrinsics.getHeight()),
        intrinsics.getFx(),
        intrinsics.getFy(),
        intrinsics.getCx(),
        intrinsics.getCy(),
        lens.getK1(),
        lens.getK2(),
        lens.getP1(),
        lens.getP2(),
        lens.getK3());
  }

  /**
   * Notes all that is wrong with intrinsics.
   *
   * @param path of the intrinsics, for example {@code view.intrinsics}
   * @param largest width and height allowed, pixels
   */
  public static void check(Intrinsics intrinsics, String path, int largest, Violations violations) {
    checkSize(intrinsics.getWidth(), path + ".width", largest, violations);
    checkSize(intrinsics.getHeight(), path + ".height", largest, violations);
    checkFocal(intrinsics.getFx(), path + ".fx", violations);
    checkFocal(intrinsics.getFy(), path + ".fy", violations);
    checkFinite(intrinsics.getCx(), path + ".cx", violations);
    checkFinite(intrinsics.getCy(), path + ".cy", violations);
    Distortion lens = intrinsics.getDistortion();
    checkFinite(lens.getK1(), path + ".distortion.k1", violations);
    checkFinite(lens.getK2(), path + ".distortion.k2", violations);
    checkFinite(lens.getP1(), path + ".distortion.p1", violations);
    checkFinite(lens.getP2(), path + ".distortion.p2", violations);
    checkFinite(lens.getK3(), path + ".distortion.k3", violations);
  }

  private static void checkSize(int value, String path, int largest, Violations violations) {
    violations.require(
        value >= 1 && value <= largest,
        path,
        "must be 1 to " + largest + " pixels, got " + Integer.toUnsignedString(value));
  }

  private static void checkFocal(double value, String path, Violations violations) {
    violations.require(
        Double.isFinite(value) && value > 0, path, "must be finite and positive, got " + value);
  }

  private static void checkFinite(double value, String path, Violations violations) {
    violations.require(Double.isFinite(value), path, "must be finite, got " + value);
  }

  private static int size(int unsigned) {
    return unsigned < 0 ? Integer.MAX_VALUE : unsigned;
  }

  /** The intrinsics of an ideal pinhole camera. */
  static Intrinsics message(Camera camera) {
    return Intrinsics.newBuilder()
        .setWidth(camera.width())
        .setHeight(camera.height())
        .setFx(camera.fx())
        .setFy(camera.fy())
        .setCx(camera.cx())
        .setCy(camera.cy())
        .build();
  }
}
