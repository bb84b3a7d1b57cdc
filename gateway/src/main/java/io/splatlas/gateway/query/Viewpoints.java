package io.splatlas.gateway.query;

import io.splatlas.actors.geometry.Poses;
import io.splatlas.gateway.convert.CameraPoses;
import io.splatlas.gateway.convert.Cameras;
import io.splatlas.gateway.status.Violations;
import io.splatlas.gpu.Camera;
import io.splatlas.proto.v1.Intrinsics;
import io.splatlas.proto.v1.Viewpoint;

/** Checks viewpoints and turns them into cameras. */
final class Viewpoints {
  /** Longest side of a view, pixels. */
  private static final int LARGEST = 4096;

  private Viewpoints() {}

  /**
   * Notes all that is wrong with a viewpoint.
   *
   * @param path of it, for example {@code mask_view}
   */
  static void check(Viewpoint view, String path, Violations violations) {
    if (view.hasPose()) {
      CameraPoses.check(view.getPose(), path + ".pose", violations);
    } else {
      violations.add(path + ".pose", "is required");
    }
    if (view.hasIntrinsics()) {
      Cameras.check(view.getIntrinsics(), path + ".intrinsics", LARGEST, violations);
      violations.require(
          !view.getIntrinsics().hasDistortion(),
          path + ".intrinsics.distortion",
          "must be absent: renders have no lens distortion");
    } else {
      violations.add(path + ".intrinsics", "is required");
    }
  }

  /** A viewpoint that {@link #check} found nothing wrong with. */
  static Camera camera(Viewpoint view) {
    Intrinsics lens = view.getIntrinsics();
    return Camera.fromCameraToWorld(
        lens.getWidth(),
        lens.getHeight(),
        lens.getFx(),
        lens.getFy(),
        lens.getCx(),
        lens.getCy(),
        Poses.orthonormalised(CameraPoses.matrix(view.getPose())));
  }
}
