package io.splatlas.actors.train;

import java.util.List;

/**
 * How far the training of a scene is; what it takes, besides the Gaussians, to go on from there.
 *
 * @param iterations done
 * @param finishingStart iteration at which the last frame had been taken up, -1 while frames come
 * @param psnr dB, running mean
 * @param lastFrame number of the newest frame taken up or found lost, 0 before the first
 * @param frames taken up, in their order
 * @param seedDistances median distance from each frame's camera to what it seeded, metres; NaN
 *     where it seeded nothing; as many as {@code frames}
 * @param complete the last clustering's ids are on the Gaussians: nothing remains to be done
 */
public record TrainingProgress(
    long iterations,
    long finishingStart,
    double psnr,
    long lastFrame,
    List<TakenFrame> frames,
    double[] seedDistances,
    boolean complete) {
  /** Nothing has been learnt. */
  public static final TrainingProgress NONE =
      new TrainingProgress(0, -1, 0, 0, List.of(), new double[0], false);

  public TrainingProgress {
    if (iterations < 0 || finishingStart < -1 || finishingStart > iterations || lastFrame < 0) {
      throw new IllegalArgumentException(
          "no training is at iteration %d of frame %d, finishing since %d"
              .formatted(iterations, lastFrame, finishingStart));
    }
    if (frames.size() != seedDistances.length) {
      throw new IllegalArgumentException(
          "%d distances for %d frames".formatted(seedDistances.length, frames.size()));
    }
    frames = List.copyOf(frames);
  }

  /** Extent of the scene, metres. */
  public double extent() {
    SceneExtent extent = new SceneExtent();
    for (int i = 0; i < seedDistances.length; i++) {
      extent.add(frames.get(i).camera(), seedDistances[i]);
    }
    return extent.metres();
  }
}
