package io.splatlas.actors.train;

import io.splatlas.actors.image.TrainingImage;
import io.splatlas.gpu.Camera;
import java.time.Instant;

/**
 * A durable frame ready for training.
 *
 * @param number in order of arrival, from 1
 * @param arrival by the server's clock
 * @param captureTime by the robot's clock
 * @param image decoded and undistorted
 * @param points x y z per point the robot sent, metres, world; empty without
 * @param pointColours red green blue per point; empty without
 */
public record LoadedFrame(
    long number,
    Instant arrival,
    Instant captureTime,
    TrainingImage image,
    float[] points,
    byte[] pointColours) {

  /** The same frame with another image. */
  LoadedFrame withImage(TrainingImage other) {
    return new LoadedFrame(number, arrival, captureTime, other, points, pointColours);
  }

  /** The same frame with other colours of its pixels. */
  LoadedFrame withColours(byte[] rgb) {
    return withImage(image.withColours(rgb));
  }

  /** The same frame taken from another pose. */
  LoadedFrame withCamera(Camera camera) {
    return withImage(image.withCamera(camera));
  }

  /** The same frame without its depth image. */
  public LoadedFrame withoutDepth() {
    return withImage(image.withoutDepth());
  }
}
