package io.splatlas.actors.pose;

import java.util.Collection;
import java.util.stream.IntStream;

/**
 * How far told poses are off.
 *
 * @param rotation standard deviation about an axis, radians
 * @param translation standard deviation along an axis, metres
 */
record Deviation(double rotation, double translation) {
  private static final double FIRST_GUESS = Math.toRadians(1);

  /** Odometry is never trusted more than this, radians: what features tell is not better either. */
  private static final double LEAST = Math.toRadians(0.02);

  /** Views of which less is said than from chance. */
  private static final int LEAST_VIEWS = 8;

  /** Median absolute deviation to standard deviation of a normal distribution. */
  private static final double NORMAL = 1.4826;

  /** Before anything is known: a degree, and what moves the image as much. */
  static Deviation unknown(double distance) {
    return new Deviation(FIRST_GUESS, FIRST_GUESS * distance);
  }

  /**
   * What adjusting has moved views by; unknown while they are few.
   *
   * @param distance typical, of what they see, metres
   */
  static Deviation of(Collection<PosedView> views, double distance) {
    return views.size() < LEAST_VIEWS
        ? unknown(distance)
        : new Deviation(
            Math.max(LEAST, spread(views, 0)), Math.max(LEAST * distance, spread(views, 3)));
  }

  private static double spread(Collection<PosedView> views, int from) {
    double[] moved =
        views.stream()
            .flatMapToDouble(view -> IntStream.range(from, from + 3).mapToDouble(view.pose::twist))
            .map(Math::abs)
            .sorted()
            .toArray();
    return NORMAL * moved[moved.length / 2];
  }

  /** Of a component of a twist. */
  double of(int component) {
    return component < 3 ? rotation : translation;
  }

  /** How many standard deviations a view has been moved by at most. */
  double of(PosedView view) {
    double most = 0;
    for (int k = 0; k < AdjustedPose.TWIST; k++) {
      most = Math.max(most, Math.abs(view.pose.twist(k)) / of(k));
    }
    return most;
  }
}
