package io.splatlas.ops.load;

import java.time.Duration;

/**
 * What a server is put under. One scene has all subscribers and all robots; of the others some are
 * trained, each with a robot of its own, and the rest are finished and only held.
 *
 * @param robots of the busy scene, 1..256
 * @param framesPerSecond of every robot, above 0
 * @param subscribers of the busy scene, 0..100,000
 * @param perConnection subscribers that share a connection, 1..100
 * @param scenes at once, the busy one included, at least 1
 * @param training scenes that are trained, the busy one included, 1..scenes
 * @param flooding robots of the busy scene that keep to no pace and no credit while disturbed
 * @param stuck subscribers of the busy scene that read nothing while disturbed
 * @param warmUp before anything is measured
 * @param duration of what is measured; with disturbers half of it is quiet
 * @param maxGaussians of a scene that is trained
 */
public record LoadPlan(
    int robots,
    double framesPerSecond,
    int subscribers,
    int perConnection,
    int scenes,
    int training,
    int flooding,
    int stuck,
    Duration warmUp,
    Duration duration,
    int maxGaussians) {

  public LoadPlan {
    require("robots", robots, 1, 256);
    require("subscribers", subscribers, 0, 100_000);
    require("subscribers per connection", perConnection, 1, 100);
    require("scenes", scenes, 1, 10_000);
    require("training scenes", training, 1, scenes);
    require("flooding robots", flooding, 0, 64);
    require("stuck subscribers", stuck, 0, 10_000);
    require("Gaussians", maxGaussians, 100, 10_000_000);
    if (!(framesPerSecond > 0 && framesPerSecond <= 1000)) {
      throw new IllegalArgumentException(
          "frames per second must be above 0 and at most 1000, got " + framesPerSecond);
    }
    if (warmUp.isNegative() || duration.compareTo(Duration.ofSeconds(4)) < 0) {
      throw new IllegalArgumentException("a run must take at least 4 s after warming up");
    }
  }

  /** Whether there is a disturbed half to compare with the quiet one. */
  boolean disturbs() {
    return flooding > 0 || stuck > 0;
  }

  private static void require(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s must be %d to %d, got %d".formatted(what, least, most, value));
    }
  }
}
