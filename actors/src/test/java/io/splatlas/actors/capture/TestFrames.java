package io.splatlas.actors.capture;

import io.splatlas.actors.image.TestImages;
import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.model.PosedFrame.Encoding;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Frames for tests. */
final class TestFrames {
  static final CameraModel CAMERA = new CameraModel(16, 12, 15, 15, 8, 6, 0, 0, 0, 0, 0);
  static final Instant START = Instant.ofEpochSecond(1_700_000_000, 123_456_789);

  private static final byte[] PNG = TestImages.png(16, 12);
  private static final byte[] JPEG = TestImages.jpeg(16, 12);
  private static final byte[] DEPTH = TestImages.depthPng(16, 12);

  private TestFrames() {}

  static double[] pose() {
    return new double[] {1, 0, 0, 1, 0, 1, 0, 2, 0, 0, 1, 3, 0, 0, 0, 1};
  }

  static PosedFrame good(long sequence) {
    return with(sequence, START.plusMillis(200 * sequence), PNG.clone(), null);
  }

  /** All optional parts present. */
  static PosedFrame full(long sequence) {
    return new PosedFrame(
        sequence,
        START.plusMillis(200 * sequence),
        pose(),
        CAMERA,
        Encoding.JPEG,
        JPEG.clone(),
        DEPTH.clone(),
        0.001,
        new float[] {1, 2, 3, -4, 5.5f, 6},
        new byte[] {1, 2, 3, -4, 5, 6});
  }

  static PosedFrame undecodable(long sequence) {
    return with(sequence, START.plusMillis(200 * sequence), new byte[] {1, 2, 3}, null);
  }

  static PosedFrame with(long sequence, Instant time, byte[] image, @Nullable CameraModel camera) {
    return new PosedFrame(
        sequence, time, pose(), camera, Encoding.PNG, image, null, 0, new float[0], new byte[0]);
  }
}
