package io.splatlas.actors.train;

import io.splatlas.gpu.Camera;
import java.time.Instant;

/**
 * A frame that training has taken up, without its image.
 *
 * @param number in order of arrival, from 1
 * @param arrival by the server's clock
 * @param captureTime by the robot's clock
 * @param camera at training resolution
 */
public record TakenFrame(long number, Instant arrival, Instant captureTime, Camera camera) {
  /** What is kept of a loaded frame. */
  public static TakenFrame of(LoadedFrame frame) {
    return new TakenFrame(
        frame.number(), frame.arrival(), frame.captureTime(), frame.image().camera());
  }
}
