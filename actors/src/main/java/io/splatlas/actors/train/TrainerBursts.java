package io.splatlas.actors.train;

import io.splatlas.gpu.ViewData;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Trains a trainer's scene in bursts: draws the views of the next one, loads those that are not on
 * the device, and trains there. Belongs to the trainer's actor, which calls every step.
 */
final class TrainerBursts {
  private final TrainerSetup setup;
  private final TrainerSteps steps;
  private final TrainerState state;

  TrainerBursts(TrainerSetup setup, TrainerSteps steps, TrainerState state) {
    this.setup = setup;
    this.steps = steps;
    this.state = state;
  }

  /** The turn of a burst: trains, or loads views first, which a message tells of. */
  void begin(SceneModel model) {
    long[] draws = state.draw();
    long[] absent =
        Arrays.stream(draws)
            .distinct()
            .filter(number -> !state.resident.contains(number))
            .toArray();
    if (absent.length == 0) {
      train(model, new TrainerMessages.ViewsLoaded(draws, Map.of()));
    } else {
      steps.aside(() -> new TrainerMessages.ViewsLoaded(draws, loadAll(absent)), "load views");
    }
  }

  private Map<Long, ViewData> loadAll(long[] numbers) throws IOException {
    Map<Long, ViewData> loaded = new HashMap<>();
    for (long number : numbers) {
      setup.load(number).ifPresent(frame -> loaded.put(number, state.view(state.again(frame))));
    }
    return loaded;
  }

  /**
   * Trains on what was drawn. What was thinned out, or can no longer be read, is drawn no more;
   * when nothing else was drawn, others are.
   *
   * @return false when there is nothing to draw from any more
   */
  boolean viewsLoaded(SceneModel model, TrainerMessages.ViewsLoaded drawn) {
    TrainerMessages.ViewsLoaded usable = usable(drawn);
    boolean others = state.forget(gone(drawn.draws(), usable.draws()));
    if (usable.draws().length > 0) {
      train(model, usable);
    } else if (others) {
      begin(model);
    } else {
      return false;
    }
    return true;
  }

  /** Without those that are neither on the device nor loaded. */
  private TrainerMessages.ViewsLoaded usable(TrainerMessages.ViewsLoaded drawn) {
    long[] usable =
        Arrays.stream(drawn.draws())
            .filter(
                number -> state.resident.contains(number) || drawn.missing().containsKey(number))
            .toArray();
    return new TrainerMessages.ViewsLoaded(usable, drawn.missing());
  }

  private static long[] gone(long[] drawn, long[] usable) {
    return Arrays.stream(drawn)
        .distinct()
        .filter(number -> Arrays.stream(usable).noneMatch(there -> there == number))
        .toArray();
  }

  private void train(SceneModel model, TrainerMessages.ViewsLoaded drawn) {
    steps.submit(
        TrainingBurst.Report.class,
        "train",
        new TrainingBurst(model, state, drawn.draws(), drawn.missing()),
        report -> new TrainerMessages.BurstDone(report));
  }
}
