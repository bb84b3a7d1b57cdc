package io.splatlas.actors.train;

import java.io.IOException;
import java.util.Optional;

/** Loads durable frames as training images. Thread-safe; blocks: not for actor threads. */
@FunctionalInterface
public interface FrameLoader {
  /**
   * Loads a frame.
   *
   * @return empty when there is no such frame or it can no longer be decoded (logged by the loader)
   * @throws IOException when the disk fails
   */
  Optional<LoadedFrame> load(long number) throws IOException;
}
