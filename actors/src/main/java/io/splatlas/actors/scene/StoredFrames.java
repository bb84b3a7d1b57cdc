package io.splatlas.actors.scene;

import io.splatlas.actors.capture.FrameReader;
import io.splatlas.actors.capture.StoredFrame;
import io.splatlas.actors.image.DecodeException;
import io.splatlas.actors.image.TrainingImages;
import io.splatlas.actors.train.FrameLoader;
import io.splatlas.actors.train.LoadedFrame;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frames of a scene's log as training images; goes on with a new reader when the log is reopened.
 */
final class StoredFrames implements FrameLoader {
  private static final Logger LOG = LoggerFactory.getLogger(StoredFrames.class);

  private final String scene;
  private final TrainingImages images;
  private volatile FrameReader reader;

  StoredFrames(String scene, TrainingImages images, FrameReader reader) {
    this.scene = scene;
    this.images = images;
    this.reader = reader;
  }

  void readFrom(FrameReader reopened) {
    reader = reopened;
  }

  @Override
  public Optional<LoadedFrame> load(long number) throws IOException {
    Optional<StoredFrame> stored = reader.read(number);
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    StoredFrame frame = stored.get();
    try {
      return Optional.of(
          new LoadedFrame(
              number,
              frame.arrival(),
              frame.frame().captureTime(),
              images.prepare(frame.frame(), frame.camera()),
              frame.frame().points(),
              frame.frame().pointColours()));
    } catch (DecodeException broken) {
      LOG.error("Scene {}: durable frame {} no longer decodes", scene, number, broken);
      return Optional.empty();
    }
  }
}
