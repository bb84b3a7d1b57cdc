package io.splatlas.actors.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.splatlas.gpu.Camera;
import org.junit.jupiter.api.Test;

class TrainingImageTest {
  private static final Camera CAMERA =
      new Camera(2, 2, 1, 1, 1, 1, new double[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0});
  private static final byte[] LEFT = {1, 0, 1, 0};

  @Test
  void shouldLeavePixelsOutWithTheirDepth() {
    float[] depth = {1, 2, 3, 4};
    byte[] inside = {1, 1, 1, 0};
    TrainingImage image = new TrainingImage(CAMERA, new byte[12], depth, inside);
    TrainingImage rest = image.without(LEFT);
    assertArrayEquals(new byte[] {0, 1, 0, 0}, rest.valid());
    assertArrayEquals(new float[] {0, 2, 0, 4}, rest.depth());
    assertArrayEquals(new float[] {1, 2, 3, 4}, depth);
    assertArrayEquals(new byte[] {1, 1, 1, 0}, inside);
  }

  @Test
  // javac loses the nullness of a compact constructor's array parameters in the class file.
  @SuppressWarnings("NullAway")
  void shouldLeavePixelsOutOfAPhotographWithoutDepth() {
    TrainingImage image = new TrainingImage(CAMERA, new byte[12], null, null);
    TrainingImage rest = image.without(LEFT);
    assertArrayEquals(new byte[] {0, 1, 0, 1}, rest.valid());
    assertNull(rest.depth());
  }
}
