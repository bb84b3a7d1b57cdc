package io.splatlas.gpu.cpu;

import io.splatlas.gpu.Camera;

/**
 * A camera as the kernels want it, in floats. The centre is kept as a float and what the float
 * leaves over, so that positions far from the origin are first brought near the camera without
 * cancellation.
 */
final class View {
  private static final double CLAMP_MARGIN = 0.3;

  final Tiles tiles;
  final boolean antialiased;
  final int shDegree;
  final float fx;
  final float fy;
  final float cx;
  final float cy;

  /** World to camera, row-major 3x3. */
  final float[] rotation = new float[9];

  final float[] centre = new float[3];
  final float[] centreRest = new float[3];

  /** Tangents to which the Jacobian is clamped, see SplatProjector. */
  final float left;

  final float right;
  final float top;
  final float bottom;

  View(Camera camera, boolean antialiased, int shDegree) {
    tiles = new Tiles(camera.width(), camera.height());
    this.antialiased = antialiased;
    this.shDegree = shDegree;
    fx = (float) camera.fx();
    fy = (float) camera.fy();
    cx = (float) camera.cx();
    cy = (float) camera.cy();
    double[] pose = camera.worldToCamera();
    double[] c = camera.centre();
    for (int row = 0; row < 3; row++) {
      for (int k = 0; k < 3; k++) {
        rotation[3 * row + k] = (float) pose[4 * row + k];
      }
      centre[row] = (float) c[row];
      centreRest[row] = (float) (c[row] - centre[row]);
    }
    double marginX = CLAMP_MARGIN * camera.width() / (2 * camera.fx());
    double marginY = CLAMP_MARGIN * camera.height() / (2 * camera.fy());
    left = (float) (-camera.cx() / camera.fx() - marginX);
    right = (float) ((camera.width() - camera.cx()) / camera.fx() + marginX);
    top = (float) (-camera.cy() / camera.fy() - marginY);
    bottom = (float) ((camera.height() - camera.cy()) / camera.fy() + marginY);
  }
}
