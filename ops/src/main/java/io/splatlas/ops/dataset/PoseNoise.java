package io.splatlas.ops.dataset;

import io.splatlas.actors.geometry.CameraMotion;
import java.util.SplittableRandom;

/**
 * Odometry that is off: every training frame's camera is moved in a random direction and turned
 * about a random axis. Held-out frames keep their true poses.
 *
 * @param metres length of every displacement, at least 0
 * @param degrees angle of every rotation, at least 0
 * @param seed of directions and axes
 */
public record PoseNoise(double metres, double degrees, long seed) {
  public PoseNoise {
    if (!(metres >= 0 && degrees >= 0 && metres < 1e6 && degrees <= 180)) {
      throw new IllegalArgumentException(
          "noise must be metres, at least 0, and degrees, 0 to 180, not "
              + metres
              + " and "
              + degrees);
    }
  }

  /** The capture as a robot with such an odometry would tell it. */
  public Capture applied(Capture capture) {
    SplittableRandom random = new SplittableRandom(seed);
    return new Capture(
        capture.name(),
        capture.frames().stream()
            .map(frame -> frame.split() == Split.TRAIN ? disturbed(frame, random) : frame)
            .toList(),
        capture.missing(),
        capture.points(),
        capture.labels());
  }

  private CaptureFrame disturbed(CaptureFrame frame, SplittableRandom random) {
    double[] shift = direction(random);
    double[] axis = direction(random);
    double angle = Math.toRadians(degrees);
    double[] turn = CameraMotion.rotation(angle * axis[0], angle * axis[1], angle * axis[2]);
    double[] from = frame.cameraToWorld();
    double[] to = from.clone();
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        to[4 * row + column] = 0;
        for (int k = 0; k < 3; k++) {
          to[4 * row + column] += from[4 * row + k] * turn[3 * k + column];
        }
      }
      to[4 * row + 3] += metres * shift[row];
    }
    return new CaptureFrame(
        frame.index(),
        frame.name(),
        frame.image(),
        frame.depth(),
        frame.mask(),
        to,
        frame.intrinsics(),
        frame.timestampSeconds(),
        frame.split());
  }

  /** A unit vector, all directions alike. */
  private static double[] direction(SplittableRandom random) {
    double[] v = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
    double length = Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
    return new double[] {v[0] / length, v[1] / length, v[2] / length};
  }
}
