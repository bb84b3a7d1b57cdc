package io.splatlas.gpu.bench;

import io.splatlas.gpu.cpu.StageTimes;
import java.util.EnumMap;
import java.util.Map;

/** What the stages of a device have taken since a moment. */
final class StageMeter {
  private final StageTimes times;
  private Map<StageTimes.Stage, Long> before;

  StageMeter(StageTimes times) {
    this.times = times;
    before = now();
  }

  /** Begins anew. */
  void restart() {
    before = now();
  }

  /**
   * Milliseconds a stage.
   *
   * @param runs over which to take the mean
   */
  Map<StageTimes.Stage, Double> mean(long runs) {
    Map<StageTimes.Stage, Double> means = new EnumMap<>(StageTimes.Stage.class);
    now()
        .forEach(
            (stage, nanos) ->
                means.put(
                    stage, (nanos - before.getOrDefault(stage, 0L)) / 1e6 / Math.max(1, runs)));
    return means;
  }

  private Map<StageTimes.Stage, Long> now() {
    Map<StageTimes.Stage, Long> nanos = new EnumMap<>(StageTimes.Stage.class);
    for (StageTimes.Stage stage : StageTimes.Stage.values()) {
      nanos.put(stage, times.nanos(stage));
    }
    return nanos;
  }
}
