package io.splatlas.ops.e2e;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** What the server was killed in, by what it had said. */
final class KillTally {
  private final Map<KillMoment, Integer> moments = new EnumMap<>(KillMoment.class);
  private final long start = System.nanoTime();
  private int kills;
  private int beforeListening;
  private int beforeTraining;
  private int inCheckpoint;
  private int inClustering;

  /** Killed at a moment, when it had said so much. */
  void killed(KillMoment moment, Said said) {
    kills++;
    moments.merge(moment, 1, Integer::sum);
    if (said.last("gRPC  ") < 0) {
      beforeListening++;
    } else if (said.last("goes on at iteration") < 0) {
      beforeTraining++;
    }
    inCheckpoint += said.last("writing the checkpoint") > said.last(" bytes is on disk") ? 1 : 0;
    inClustering +=
        said.last(": clustering ") > Math.max(said.last(" clusters"), said.last("failed")) ? 1 : 0;
  }

  int kills() {
    return kills;
  }

  /** For people. */
  @Override
  public String toString() {
    return ("%d kills in %d s: asked for %s; fell before it listened: %d, before it had taken up a checkpoint: %d,"
            + " into a checkpoint being written: %d, into a clustering: %d")
        .formatted(
            kills,
            Duration.ofNanos(System.nanoTime() - start).toSeconds(),
            moments,
            beforeListening,
            beforeTraining,
            inCheckpoint,
            inClustering);
  }
}
