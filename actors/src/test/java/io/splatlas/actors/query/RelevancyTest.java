package io.splatlas.actors.query;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSnapshot;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RelevancyTest {
  private static final float[] TEXT = {0.6f, 0.8f, 0, 0};
  private static final float[][] CANONICAL = {{0, 0, 1, 0}, {0, 0.6f, 0.8f, 0}};
  private static final FeatureProjection PROJECTION =
      FeatureProjection.onto(
          new float[] {0.1f, -0.2f, 0.3f, 0.1f}, new float[][] {{0.6f, 0, 0.8f, 0}, {0, 1, 0, 0}});

  /** The formula of METHOD section 6 on the reconstructed features. */
  private static double expected(float[] features) {
    float[] q = PROJECTION.reconstruct(features);
    double length = Math.sqrt(dot(q, q));
    double least = 1;
    for (float[] phrase : CANONICAL) {
      double wanted = Math.exp(10 * dot(q, TEXT) / length);
      double other = Math.exp(10 * dot(q, phrase) / length);
      least = Math.min(least, wanted / (wanted + other));
    }
    return least;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Test
  void shouldBeTheFormulaOnReconstructedFeatures() {
    Relevancy relevancy = new Relevancy(new EmbeddedText(TEXT, CANONICAL), PROJECTION);
    float[][] cases = {{0, 0}, {1, 2}, {-3, 0.5f}, {0.01f, -0.02f}};
    for (float[] features : cases) {
      assertEquals(expected(features), relevancy.of(features), 1e-6);
      float[] q = PROJECTION.reconstruct(features);
      assertEquals(dot(q, TEXT) / Math.sqrt(dot(q, q)), relevancy.similarity(features), 1e-6);
    }
    float[] apart = {9, 0.5f, 9, 1};
    assertEquals(expected(new float[] {1, 2}), relevancy.of(apart, 1, 2, 2), 1e-6);
  }

  @Test
  void shouldTakeFeaturesAsTheyAreWithoutAProjection() {
    Relevancy relevancy =
        new Relevancy(new EmbeddedText(TEXT, CANONICAL), FeatureProjection.identity(4));
    assertEquals(1, relevancy.similarity(new float[] {1.2f, 1.6f, 0, 0}), 1e-6);
    assertEquals(0, relevancy.of(new float[4]));
  }

  @Test
  void shouldWeighGaussiansByWhatWasLiftedIntoThem() {
    GaussianLayout layout = new GaussianLayout(0, 2);
    GaussianBatch batch = GaussianBatch.zeros(layout, 5);
    batch.planes()[layout.featureOffset()] = new float[] {1, 4, 7, 7, 9};
    GaussianSnapshot snapshot =
        new GaussianSnapshot(
            batch, new long[5], new int[] {3, 3, 0, 4, 5}, new float[] {2, 1, 1, 1, 0});
    Map<Integer, float[]> means = InstanceEmbeddings.of(snapshot);
    assertEquals(2, means.size());
    assertArrayEquals(new float[] {2, 0}, means.get(3));
    assertArrayEquals(new float[] {7, 0}, means.get(4));
  }
}
