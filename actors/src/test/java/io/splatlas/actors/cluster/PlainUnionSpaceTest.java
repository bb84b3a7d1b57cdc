package io.splatlas.actors.cluster;

import static io.splatlas.actors.cluster.SyntheticRoom.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.splatlas.actors.spatial.Parallel;
import io.splatlas.actors.spatial.PointSet;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSnapshot;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainUnionSpaceTest {
  private static final ClusteringSettings SETTINGS =
      ClusteringSettings.DEFAULTS.withSemanticWeight(0);

  private static ClusteringInput room(double scale) {
    SyntheticRoom room = new SyntheticRoom(5, 0.15);
    room.object();
    room.patch(
        new double[] {0, 0, 0},
        new double[] {1, 0, 0},
        new double[] {0, 1, 0},
        0.02,
        plain(0.6, 0.4, 0.2));
    return room.input(scale);
  }

  private static PointSet of(ClusteringInput input) {
    return PlainUnionSpace.of(input, SETTINGS, Parallel.threads(2));
  }

  private static ClusteringInput batch(GaussianBatch gaussians) {
    int n = gaussians.count();
    return new ClusteringInput(
        new GaussianSnapshot(gaussians, new long[n], new int[n], new float[n]), List.of());
  }

  @Test
  void shouldMakeAPointOfEveryGaussianHoweverTranslucentItIs() {
    ClusteringInput input = room(1);
    float[] opacity = input.snapshot().gaussians().planes()[GaussianLayout.OPACITY];
    Arrays.fill(opacity, 0, opacity.length / 2, -9);
    PointSet points = of(input);
    assertEquals(input.snapshot().count(), points.size());
    assertEquals(6, points.dimensions());
  }

  @Test
  void shouldCountColoursInSpacings() {
    ClusteringInput input = room(1);
    float[] points = of(input).coordinates();
    float weight = (float) SETTINGS.colourWeight();
    for (int channel = 0; channel < 3; channel++) {
      float dc = input.snapshot().gaussians().planes()[GaussianLayout.SH_DC + channel][0];
      assertEquals(weight * (GaussianLayout.SH_C0 * dc + 0.5f), points[3 + channel], 1e-3f);
    }
  }

  @Test
  void shouldBeTheSameWhateverTheUnitOfLength() {
    float[] metres = of(room(1)).coordinates();
    float[] other = of(room(40)).coordinates();
    for (int i = 0; i < metres.length; i++) {
      assertEquals(metres[i], other[i], 1e-3f * (1 + Math.abs(metres[i])));
    }
  }

  @Test
  void shouldRefuseWhatHasNoScale() {
    GaussianLayout layout = new GaussianLayout(0, 0);
    assertThrows(IllegalArgumentException.class, () -> of(batch(GaussianBatch.zeros(layout, 100))));
    assertThrows(IllegalArgumentException.class, () -> of(batch(GaussianBatch.zeros(layout, 0))));
  }
}
