package io.splatlas.actors.history;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSnapshot;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AnchorsTest {
  private static final GaussianLayout LAYOUT = new GaussianLayout(0, 0);

  /** Blobs of a tenth of a metre, a metre apart, in turn; other Gaussians for another seed. */
  private static GaussianSnapshot blobs(int count, int blobs, long seed, int[] instances) {
    SplittableRandom random = new SplittableRandom(seed);
    GaussianBatch batch = GaussianBatch.zeros(LAYOUT, count);
    long[] identities = new long[count];
    for (int i = 0; i < count; i++) {
      identities[i] = 1L + i;
      batch.planes()[GaussianLayout.POSITION][i] = i % blobs + (float) random.nextDouble(-0.1, 0.1);
      batch.planes()[GaussianLayout.POSITION + 1][i] = (float) random.nextDouble(-0.1, 0.1);
      batch.planes()[GaussianLayout.POSITION + 2][i] = (float) random.nextDouble(-0.1, 0.1);
    }
    return new GaussianSnapshot(batch, identities, instances, new float[count]);
  }

  private static int[] inTurn(int count, int blobs) {
    int[] ids = new int[count];
    Arrays.setAll(ids, i -> i % blobs + 1);
    return ids;
  }

  @Test
  void shouldGiveGaussiansThatAreLearntAgainTheIdsOfTheirPlace() {
    int[] ids = inTurn(30_000, 3);
    Anchors anchors = Anchors.of(blobs(30_000, 3, 1, ids), ids);
    assertTrue(anchors.ids().length <= 8_300, anchors.ids().length + " anchors");
    GaussianSnapshot again = anchors.relabel(blobs(5_000, 3, 2, new int[5_000]), id -> true, false);
    long right = 0;
    for (int i = 0; i < 5_000; i++) {
      right += again.instances()[i] == i % 3 + 1 ? 1 : 0;
    }
    assertTrue(right > 4_950, right + " of 5,000");
  }

  @Test
  void shouldSaySomethingOfSmallInstancesToo() {
    int[] ids = new int[20_000];
    Arrays.fill(ids, 1);
    Arrays.fill(ids, 0, 60, 2);
    Anchors anchors = Anchors.of(blobs(20_000, 1, 1, ids), ids);
    assertEquals(48.0, (double) Arrays.stream(anchors.ids()).filter(id -> id == 2).count(), 12.0);
  }

  @Test
  void shouldSayNothingOfWhatIsFarAwayOrDead() {
    int[] ids = inTurn(2_000, 2);
    Anchors anchors = Anchors.of(blobs(2_000, 2, 1, ids), ids);
    GaussianSnapshot others = blobs(4, 4, 2, new int[4]);
    assertArrayEquals(
        new int[] {0, 2, 0, 0}, anchors.relabel(others, id -> id == 2, false).instances());
  }

  @Test
  void shouldOverruleLivingIdsOnlyWhenTold() {
    int[] ids = inTurn(2_000, 2);
    Anchors anchors = Anchors.of(blobs(2_000, 2, 1, ids), ids);
    GaussianSnapshot carrying = blobs(4, 2, 2, new int[] {2, 0, 9, 2});
    assertArrayEquals(
        new int[] {2, 2, 1, 2}, anchors.relabel(carrying, id -> id <= 2, false).instances());
    assertArrayEquals(
        new int[] {1, 2, 1, 2}, anchors.relabel(carrying, id -> id <= 2, true).instances());
  }

  @Test
  void shouldKnowNothingWithoutInstances() {
    Anchors none = Anchors.of(blobs(10, 1, 1, new int[10]), new int[10]);
    assertEquals(0, none.ids().length);
    assertArrayEquals(
        new int[] {3}, none.relabel(blobs(1, 1, 1, new int[] {3}), id -> true, true).instances());
  }
}
