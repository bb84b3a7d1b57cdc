package io.splatlas.actors.capture;

import io.splatlas.actors.telemetry.Telemetry;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a frame log that was opened can show of itself.
 *
 * @param places where its frames were seen from, in order: x, y, z each, metres
 * @param newest null when there is none, or when the disk does not give it
 */
record FoundFrames(float[] places, @Nullable StoredFrame newest) {
  private static final Logger LOG = LoggerFactory.getLogger(FoundFrames.class);

  /** Reads the newest frame: blocks on the disk. */
  static FoundFrames of(String scene, FrameLog log) {
    return new FoundFrames(log.places(), newest(scene, log.reader()));
  }

  /** The newest may have been thinned out: then the one before it. */
  private static @Nullable StoredFrame newest(String scene, FrameReader frames) {
    try {
      for (long number = frames.lastNumber(); number > 0; number--) {
        Optional<StoredFrame> frame = frames.read(number);
        if (frame.isPresent()) {
          return frame.get();
        }
      }
    } catch (IOException damaged) {
      // The log was read a moment ago: whoever trains from it meets the same, and fails by it.
      LOG.warn("scene {}: its newest frame cannot be shown", scene, damaged);
    }
    return null;
  }

  void tell(String scene, Telemetry telemetry) {
    if (places.length > 0) {
      telemetry.framesFound(scene, places);
    }
    if (newest != null) {
      telemetry.newestFrameFound(scene, newest.number(), newest.frame(), newest.camera());
    }
  }
}
