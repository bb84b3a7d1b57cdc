package io.splatlas.actors.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.model.PosedFrame.Encoding;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrainingImagesTest {
  private static final double[] POSE = {1, 0, 0, 4, 0, 1, 0, 5, 0, 0, 1, 6, 0, 0, 0, 1};

  private static PosedFrame frame(byte[] image, byte @Nullable [] depth, double unit) {
    return new PosedFrame(
        1, Instant.EPOCH, POSE, null, Encoding.PNG, image, depth, unit, new float[0], new byte[0]);
  }

  private static CameraModel camera(int width, int height, double k1) {
    return new CameraModel(width, height, width, width, width / 2.0, height / 2.0, k1, 0, 0, 0, 0);
  }

  @Test
  void shouldGiveDepthInMetresAndKeepTheCamera() throws DecodeException {
    TrainingImage image =
        new TrainingImages(ImageBudget.DEFAULTS)
            .prepare(
                frame(TestImages.png(40, 30), TestImages.depthPng(40, 30), 0.001),
                camera(40, 30, 0));
    assertEquals(40, image.width());
    assertEquals(4, image.camera().centre()[0], 1e-12);
    float[] depth = assertNotNullDepth(image);
    assertEquals(1.007f, depth[2 * 40 + 5], 1e-6);
    assertEquals(0, depth[0]);
    assertNull(image.valid());
    assertNull(image.withoutDepth().depth());
  }

  private static float[] assertNotNullDepth(TrainingImage image) {
    float[] depth = image.depth();
    assertNotNull(depth);
    return depth;
  }

  @Test
  void shouldTakeAbsurdDepthAsUnknown() throws DecodeException {
    TrainingImage image =
        new TrainingImages(ImageBudget.DEFAULTS)
            .prepare(
                frame(TestImages.png(40, 30), TestImages.depthPng(40, 30), 1e300),
                camera(40, 30, 0));
    for (float d : assertNotNullDepth(image)) {
      assertEquals(0, d);
    }
  }

  @Test
  void shouldScaleDownToTheBudgetByAreaAverage() throws DecodeException {
    TrainingImage image =
        new TrainingImages(new ImageBudget(16, 1 << 20))
            .prepare(
                frame(TestImages.png(40, 30), TestImages.depthPng(40, 30), 0.001),
                camera(40, 30, 0));
    assertEquals(16, image.width());
    assertEquals(12, image.height());
    assertEquals(16, image.camera().fx(), 1e-12);
    assertEquals(8, image.camera().cx(), 1e-12);
    // Footprint of 2.5 pixels of a ramp 255 x / 40.
    int at = 3 * (6 * 16 + 8);
    double mean = (6.375 * (20 + 21 + 0.5 * 22)) / 2.5;
    assertEquals(mean, image.rgb()[at] & 0xff, 1.5);
    for (float d : assertNotNullDepth(image)) {
      assertTrue(d >= 1 && d < 1.07f);
    }
  }

  @Test
  void shouldKeepTheMeanOfAnyImageWhenScaling() {
    byte[] rgb = new byte[3 * 37 * 23];
    Arrays.fill(rgb, (byte) 201);
    for (byte value : new Downscaler(37, 23, 11, 7).colour(rgb, null)) {
      assertEquals(201, value & 0xff);
    }
  }

  @Test
  void shouldMarkPixelsThatTheLensDidNotSee() throws DecodeException {
    TrainingImage image =
        new TrainingImages(new ImageBudget(40, 1 << 20))
            .prepare(frame(TestImages.png(80, 60), null, 0), camera(80, 60, 0.4));
    byte[] valid = image.valid();
    assertNotNull(valid);
    assertEquals(40 * 30, valid.length);
    assertEquals(0, valid[0]);
    assertEquals(1, valid[15 * 40 + 20]);
  }
}
