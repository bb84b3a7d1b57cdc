package io.splatlas.actors.cluster;

import java.time.Duration;
import java.util.Optional;

/**
 * When the next clustering is due. The first one comes as soon as a handful of frames is trained;
 * later ones when a frame is new or much was learnt, but with a rest in proportion to what the last
 * one took, since clustering and training share the same cores; and when anything at all is new,
 * after a while.
 *
 * <p>A frame is reflected by the next clustering that begins behind it, so it waits for the one
 * under way, a rest and that one: {@code 2 + restShare} durations at most.
 *
 * @param firstFrames frames before the first, at least 1, default 3
 * @param iterations new iterations that are enough, at least 1, default 100
 * @param rest least pause, default 250 ms
 * @param restShare least pause as a share of the duration of the last clustering, at least 0,
 *     default 1
 * @param longest pause while anything is new, at least {@code rest}, default 3 s
 */
public record ClusteringRule(
    int firstFrames, long iterations, Duration rest, double restShare, Duration longest) {
  public static final ClusteringRule DEFAULTS =
      new ClusteringRule(3, 100, Duration.ofMillis(250), 1, Duration.ofSeconds(3));

  public ClusteringRule {
    require(firstFrames >= 1, "firstFrames must be at least 1, got " + firstFrames);
    require(iterations >= 1, "iterations must be at least 1, got " + iterations);
    require(!rest.isNegative(), "rest must not be negative, got " + rest);
    require(restShare >= 0, "restShare must be at least 0, got " + restShare);
    require(longest.compareTo(rest) >= 0, "longest must be at least rest, got " + longest);
  }

  /**
   * How far a scene was trained.
   *
   * @param frames taken up
   * @param iterations done
   */
  public record Trained(int frames, long iterations) {}

  /** How long until the first clustering, empty when there is nothing to cluster. */
  public Optional<Duration> untilFirst(Trained now, Duration sinceFirstFrame) {
    if (now.frames() == 0 || now.iterations() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        now.frames() >= firstFrames ? Duration.ZERO : remaining(longest, sinceFirstFrame));
  }

  /**
   * How long until the next clustering, empty when nothing is new.
   *
   * @param took duration of the last one
   * @param sinceLast time since it ended
   */
  public Optional<Duration> untilNext(
      Trained last, Trained now, Duration took, Duration sinceLast) {
    int newFrames = now.frames() - last.frames();
    long newIterations = now.iterations() - last.iterations();
    if (newFrames == 0 && newIterations == 0) {
      return Optional.empty();
    }
    Duration share = Duration.ofNanos((long) (took.toNanos() * restShare));
    Duration pause = share.compareTo(rest) > 0 ? share : rest;
    boolean enough = newFrames > 0 || newIterations >= iterations;
    Duration wait = enough || pause.compareTo(longest) > 0 ? pause : longest;
    return Optional.of(remaining(wait, sinceLast));
  }

  private static Duration remaining(Duration wait, Duration since) {
    return since.compareTo(wait) >= 0 ? Duration.ZERO : wait.minus(since);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
