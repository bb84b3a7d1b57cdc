package io.splatlas.actors.capture;

import java.io.IOException;
import java.util.Optional;

/**
 * Reads durable frames. Thread-safe; blocks on the disk: not for actor threads. Stays usable for
 * the frames it knows when the log behind it is closed and opened again.
 */
public interface FrameReader {

  /** Frames that can be read now. */
  long frames();

  /** Largest frame number given out, 0 for none. */
  long lastNumber();

  /**
   * Reads a frame.
   *
   * @return empty when there is no such frame, or it was found corrupt (logged by name when opened)
   * @throws IOException when the disk fails or the record no longer matches its checksum
   */
  Optional<StoredFrame> read(long number) throws IOException;
}
