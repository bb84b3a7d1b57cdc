package io.splatlas.gpu.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.DeviceMemoryException;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GrowthOptions;
import io.splatlas.gpu.GrowthReport;
import io.splatlas.gpu.SyntheticScenes;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What growth does to the state that the public interface does not show. */
class GrowthStepTest {
  private static final GaussianLayout LAYOUT = new GaussianLayout(0, 0);

  private final MemoryAccount account = new MemoryAccount(1 << 24);
  private final HostGaussianSet set = new HostGaussianSet(account, LAYOUT, 64);

  @Test
  void shouldResetTheOptimiserOfSourcesAndBornOnly() {
    fill(10);
    for (int p = 0; p < LAYOUT.featureOffset(); p++) {
      Arrays.fill(set.training().firstMoments()[p], 3);
      Arrays.fill(set.training().secondMoments()[p], 4);
    }
    Arrays.fill(set.training().steps(), 5);
    set.training().errorScores()[7] = 1;
    assertEquals(new GrowthReport(0, 1, 11), grow(11));
    for (int i = 0; i < 11; i++) {
      boolean fresh = i == 7 || i == 10;
      assertEquals(fresh ? 0 : 5, set.training().steps()[i]);
      assertEquals(fresh ? 0f : 3f, set.training().firstMoments()[4][i]);
      assertEquals(fresh ? 0f : 4f, set.training().secondMoments()[4][i]);
    }
  }

  @Test
  void shouldClearTheStatistics() {
    fill(10);
    Arrays.fill(set.training().errorScores(), 2);
    Arrays.fill(set.training().seen(), 3);
    grow(20);
    assertArrayEquals(new float[20], Arrays.copyOf(set.training().errorScores(), 20));
    assertArrayEquals(new float[20], Arrays.copyOf(set.training().seen(), 20));
  }

  @Test
  void shouldSplitAlongTheLongestAxisAndKeepTheVariance() {
    fill(1);
    float[][] planes = set.planes();
    float[] before = new float[LAYOUT.planes()];
    planes[GaussianLayout.SCALE + 1][0] = (float) Math.log(0.4);
    for (int a = 0; a < 4; a++) {
      planes[GaussianLayout.ROTATION + a][0] = a == 0 ? 1 : 0;
    }
    for (int p = 0; p < before.length; p++) {
      before[p] = planes[p][0];
    }
    grow(2);
    planes = set.planes();
    assertEquals(before[0], planes[0][0], 1e-6);
    assertEquals(before[2], planes[2][1], 1e-6);
    double centre = (planes[1][0] + planes[1][1]) / 2.0;
    double offset = Math.abs(planes[1][0] - planes[1][1]) / 2.0;
    assertEquals(before[1], centre, 1e-6);
    assertTrue(offset > 0.01);
    // Relative to the short axes, which only got the factor of equation 9.
    double factor = Math.exp(planes[GaussianLayout.SCALE][0] - before[GaussianLayout.SCALE]);
    double extent = Math.exp(planes[GaussianLayout.SCALE + 1][0]);
    assertEquals(0.4 * factor, Math.hypot(extent, offset), 1e-5);
  }

  @Test
  void shouldRelocateWhatIsNotFinite() {
    fill(10);
    set.planes()[2][4] = Float.NaN;
    set.planes()[GaussianLayout.OPACITY][5] = Float.NaN;
    long identity = set.identities()[4];
    assertEquals(new GrowthReport(2, 0, 10), grow(10));
    assertNotEquals(identity, set.identities()[4]);
    assertTrue(Float.isFinite(set.planes()[2][4]));
    assertTrue(Float.isFinite(set.planes()[GaussianLayout.OPACITY][5]));
  }

  @Test
  void shouldKeepCopiesAboveTheFloor() {
    fill(1);
    set.planes()[GaussianLayout.OPACITY][0] = (float) Math.log(0.1 / 0.9);
    // 0.99^10 > 0.9 > 0.99^11.
    assertEquals(new GrowthReport(0, 9, 64), grow(64));
    for (int i = 0; i < set.count(); i++) {
      double opacity = 1 / (1 + Math.exp(-set.planes()[GaussianLayout.OPACITY][i]));
      assertTrue(i < 10 ? opacity > 0.0099 : opacity < 1e-6, "opacity " + opacity);
    }
  }

  @Test
  void shouldRefuseGrowthThatDoesNotFitAndChangeNothing() {
    MemoryAccount tight = new MemoryAccount(64 * 1024);
    HostGaussianSet small = new HostGaussianSet(tight, LAYOUT, 1 << 20);
    small.requireRows(10);
    small.extend(10);
    GrowthOptions options = new GrowthOptions(1 << 20, 0.005f, 0, 1);
    assertThrows(DeviceMemoryException.class, () -> GrowthStep.run(small, options, tight));
    assertEquals(10, small.count());
  }

  private void fill(int count) {
    GaussianBatch batch = SyntheticScenes.gaussians(LAYOUT, count, 0.1, 1);
    set.requireRows(count);
    set.extend(count);
    for (int p = 0; p < LAYOUT.planes(); p++) {
      System.arraycopy(batch.planes()[p], 0, set.planes()[p], 0, count);
    }
    set.requireTraining();
  }

  private GrowthReport grow(int target) {
    return GrowthStep.run(set, new GrowthOptions(target, 0.005f, 0, 1), account);
  }
}
