package io.splatlas.actors.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.splatlas.actors.model.SceneExport;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSnapshot;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SplatFileTest {
  private static SplatFile file(GaussianBatch batch, int[] instances) {
    GaussianSnapshot snapshot =
        new GaussianSnapshot(batch, new long[batch.count()], instances, new float[batch.count()]);
    return new SplatFile(new SceneExport("lab", snapshot, List.of(), 7, 1_234));
  }

  private static ByteBuffer records(SplatFile file) {
    ByteBuffer out = ByteBuffer.allocate(file.count() * SplatFile.STRIDE);
    file.encode(0, file.count(), out);
    return out.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void shouldStateItsSizeIterationAndRevisionInTheHead() {
    ByteBuffer head =
        ByteBuffer.wrap(file(GaussianBatch.zeros(new GaussianLayout(1, 2), 3), new int[3]).header())
            .order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = new byte[4];
    head.get(magic);
    assertArrayEquals(new byte[] {'S', 'P', 'L', 'T'}, magic);
    assertEquals(1, head.getInt());
    assertEquals(3, head.getInt());
    assertEquals(SplatFile.STRIDE, head.getInt());
    assertEquals(1_234, head.getLong());
    assertEquals(7, head.getLong());
    assertEquals(0, head.remaining());
  }

  @Test
  void shouldComeBackWithinHalfAStepOfEachField() {
    SplittableRandom random = new SplittableRandom(5);
    int count = 200;
    GaussianBatch batch = GaussianBatch.zeros(new GaussianLayout(0, 0), count);
    for (float[] plane : batch.planes()) {
      for (int i = 0; i < count; i++) {
        plane[i] = (float) random.nextDouble(-2, 2);
      }
    }
    for (int axis = 0; axis < 3; axis++) {
      for (int i = 0; i < count; i++) {
        batch.planes()[GaussianLayout.SCALE + axis][i] = (float) random.nextDouble(-9, 2);
      }
    }
    ByteBuffer records = records(file(batch, new int[count]));
    for (int i = 0; i < count; i++) {
      int at = i * SplatFile.STRIDE;
      assertEquals(batch.planes()[0][i], records.getFloat(at));
      double opacity = 1 / (1 + Math.exp(-batch.planes()[GaussianLayout.OPACITY][i]));
      assertEquals(255 * opacity, records.get(at + 15) & 0xff, 0.51);
      assertEquals(
          batch.planes()[GaussianLayout.SCALE][i],
          (records.get(at + 16) & 0xff) / 16.0 - 10,
          0.5 / 16 + 1e-5);
      checkRotation(batch, records, i);
    }
  }

  /** The same turn, whatever the sign of the quaternion. */
  private static void checkRotation(GaussianBatch batch, ByteBuffer records, int i) {
    double dot = 0;
    double length = 0;
    double told = 0;
    for (int axis = 0; axis < 3; axis++) {
      double value = (records.get(i * SplatFile.STRIDE + 19 + axis) & 0xff) / 127.5 - 1;
      told += value * value;
      dot += value * batch.planes()[GaussianLayout.ROTATION + 1 + axis][i];
    }
    for (int k = 0; k < 4; k++) {
      length += Math.pow(batch.planes()[GaussianLayout.ROTATION + k][i], 2);
    }
    dot += Math.sqrt(Math.max(0, 1 - told)) * batch.planes()[GaussianLayout.ROTATION][i];
    assertEquals(1, Math.abs(dot) / Math.sqrt(length), 0.01, "Gaussian " + i);
  }

  @Test
  void shouldSurviveNumbersThatAreNone() {
    GaussianBatch batch = GaussianBatch.zeros(new GaussianLayout(0, 0), 2);
    for (float[] plane : batch.planes()) {
      plane[0] = Float.NaN;
      plane[1] = Float.POSITIVE_INFINITY;
    }
    assertEquals(2 * SplatFile.STRIDE, records(file(batch, new int[] {1, 70_000})).remaining());
    assertEquals(
        (short) 0xffff,
        records(file(batch, new int[] {1, 70_000})).getShort(2 * SplatFile.STRIDE - 2));
  }
}
