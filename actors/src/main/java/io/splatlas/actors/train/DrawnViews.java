package io.splatlas.actors.train;

import io.splatlas.gpu.ViewData;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Draws the views of a trainer's bursts; those that are not on the device are loaded first. Belongs
 * to the trainer's actor.
 */
final class DrawnViews {
  private final Trainer.Setup setup;
  private final TrainerSteps steps;
  private final TrainerState state;

  DrawnViews(Trainer.Setup setup, TrainerSteps steps, TrainerState state) {
    this.setup = setup;
    this.steps = steps;
    this.state = state;
  }

  /** Views to train on; empty while some are loaded, which a message tells of. */
  Optional<TrainerMessages.ViewsLoaded> draw() {
    long[] draws = state.draw();
    long[] absent =
        Arrays.stream(draws)
            .distinct()
            .filter(number -> !state.resident.contains(number))
            .toArray();
    if (absent.length == 0) {
      return Optional.of(new TrainerMessages.ViewsLoaded(draws, Map.of()));
    }
    steps.aside(() -> new TrainerMessages.ViewsLoaded(draws, loadAll(absent)), "load views");
    return Optional.empty();
  }

  private Map<Long, ViewData> loadAll(long[] numbers) throws IOException {
    Map<Long, ViewData> loaded = new HashMap<>();
    for (long number : numbers) {
      setup
          .load(number)
          .ifPresent(frame -> loaded.put(number, state.view(state.exposures.compensated(frame))));
    }
    return loaded;
  }

  /** Without those that are neither on the device nor loaded. */
  TrainerMessages.ViewsLoaded usable(TrainerMessages.ViewsLoaded loaded) {
    long[] usable =
        Arrays.stream(loaded.draws())
            .filter(
                number -> state.resident.contains(number) || loaded.missing().containsKey(number))
            .toArray();
    return new TrainerMessages.ViewsLoaded(usable, loaded.missing());
  }

  /**
   * Draws no more what was thinned out, or can no longer be read.
   *
   * @return whether there are others
   */
  boolean forgetGone(TrainerMessages.ViewsLoaded drawn, TrainerMessages.ViewsLoaded usable) {
    long[] gone =
        Arrays.stream(drawn.draws())
            .distinct()
            .filter(number -> Arrays.stream(usable.draws()).noneMatch(there -> there == number))
            .toArray();
    return state.forget(gone);
  }
}
