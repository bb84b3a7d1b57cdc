package io.splatlas.ops.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.ops.dataset.SparsePoints;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Gaussians made from points. */
class PointGaussiansTest {
  private static final GaussianLayout LAYOUT = new GaussianLayout(0, 0);

  /** Points 1 m apart on a line. */
  private static SparsePoints line(int count) {
    float[] xyz = new float[3 * count];
    byte[] rgb = new byte[3 * count];
    for (int i = 0; i < count; i++) {
      xyz[3 * i] = i;
      rgb[3 * i] = (byte) 255;
    }
    return SparsePoints.withoutTracks(xyz, rgb);
  }

  @Test
  void shouldChooseDifferentPointsWhenFewerAreWanted() {
    GaussianBatch batch = PointGaussians.of(line(100), LAYOUT, 40);
    TreeSet<Float> places = new TreeSet<>();
    for (float x : batch.planes()[GaussianLayout.POSITION]) {
      places.add(x);
    }
    assertEquals(40, places.size());
  }

  @Test
  void shouldMoveThePointsItRepeats() {
    GaussianBatch batch = PointGaussians.of(line(10), LAYOUT, 30);
    TreeSet<Float> places = new TreeSet<>();
    for (float x : batch.planes()[GaussianLayout.POSITION]) {
      places.add(x);
    }
    assertEquals(30, places.size());
    assertTrue(places.first() > -5 && places.last() < 15);
  }

  @Test
  void shouldTakeColourAndSizeFromThePoints() {
    GaussianBatch batch = PointGaussians.of(line(50), LAYOUT, 50);
    float[][] planes = batch.planes();
    for (int i = 0; i < 50; i++) {
      double size = Math.exp(planes[GaussianLayout.SCALE][i]);
      assertTrue(size >= 1 && size <= 2.01, "size " + size);
      assertEquals(1, planes[GaussianLayout.SH_DC][i] * GaussianLayout.SH_C0 + 0.5, 1e-5);
      assertEquals(0, planes[GaussianLayout.SH_DC + 1][i] * GaussianLayout.SH_C0 + 0.5, 1e-5);
    }
  }

  @Test
  void shouldLayNeighboursSideBySide() {
    float[] along = PointGaussians.of(line(64), LAYOUT, 64).planes()[GaussianLayout.POSITION];
    for (int i = 0; i < along.length; i++) {
      assertEquals(i, along[i], "of a line every point is next to its neighbours");
    }
  }

  @Test
  void shouldMakeTheSameGaussiansAgain() {
    GaussianBatch once = PointGaussians.of(line(20), LAYOUT, 33);
    GaussianBatch again = PointGaussians.of(line(20), LAYOUT, 33);
    assertArrayEquals(once.planes(), again.planes());
  }

  @Test
  void shouldTakeASinglePoint() {
    GaussianBatch batch = PointGaussians.of(line(1), LAYOUT, 2);
    assertEquals(2, batch.count());
    assertTrue(Float.isFinite(batch.planes()[GaussianLayout.SCALE][1]));
  }
}
