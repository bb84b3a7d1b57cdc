package io.splatlas.actors.seed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.feature.FeatureDetector;
import io.splatlas.actors.geometry.EpipolarPair;
import io.splatlas.actors.geometry.ViewGeometry;
import io.splatlas.actors.geometry.Warp;
import io.splatlas.actors.image.TrainingImage;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StereoPartsTest {
  private static StereoView view(double x, double y, double yaw) {
    return new StereoView(SyntheticScene.view(SyntheticScene.camera(320, 240, x, y, yaw)));
  }

  @Test
  void shouldWarpOverAPlaneAsPointsProject() {
    ViewGeometry a = view(0, 0, 0.1).geometry;
    ViewGeometry b = view(0.4, 0.1, -0.05).geometry;
    double[] world = new double[3];
    double[] seen = new double[3];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 200; i++) {
      double u = random.nextDouble(320);
      double v = random.nextDouble(240);
      double inverse = random.nextDouble(0.1, 1);
      a.backProject(u, v, 1 / inverse, world);
      b.project(world[0], world[1], world[2], seen);
      float[] m = Warp.matrix(a, b, inverse);
      double w = m[6] * u + m[7] * v + m[8];
      assertEquals(seen[0], (m[0] * u + m[1] * v + m[2]) / w, 1e-2);
      assertEquals(seen[1], (m[3] * u + m[4] * v + m[5]) / w, 1e-2);
      EpipolarPair pair = new EpipolarPair(a, b);
      pair.select(u, v);
      double[] line = new double[3];
      assertTrue(pair.line(line));
      assertEquals(0, line[0] * seen[0] + line[1] * seen[1] + line[2], 2e-2);
      assertEquals(inverse, pair.inverseDepth(seen[0], seen[1]), 1e-3);
      assertEquals(0, pair.error(inverse, seen[0], seen[1]), 2e-2);
      double moved = pair.error(inverse + 1e-3, seen[0], seen[1]);
      assertEquals(moved, 1e-3 * pair.sensitivity(inverse), 0.05 * moved + 2e-2);
    }
  }

  @Test
  void shouldHaveNoEpipolarLineWithoutABaseline() {
    EpipolarPair pair = new EpipolarPair(view(0, 0, 0).geometry, view(0, 0, 0.1).geometry);
    pair.select(100, 100);
    assertFalse(pair.line(new double[3]) && pair.sensitivity(0.3) > 1e-6);
  }

  @Test
  void shouldTriangulateFeatures() {
    FeatureDetector detector = new FeatureDetector();
    StereoView last = view(0.5, 0.1, 0);
    List<StereoView> others = List.of(view(0, 0, 0), view(0.2, 0, 0), view(0.35, 0.05, 0));
    for (StereoView other : others) {
      other.features = detector.detect(other.image);
    }
    FeatureMatcher.Triangulated found =
        FeatureMatcher.triangulate(last, detector.detect(last.image), others);
    int right = 0;
    for (int i = 0; i < found.count(); i++) {
      double z = 1 / found.inverse()[i];
      double off = Math.min(Math.abs(z - SyntheticScene.WALL), Math.abs(z - SyntheticScene.FACE));
      right += off < 0.05 * z ? 1 : 0;
    }
    assertTrue(found.count() > 60, "" + found.count());
    assertTrue(right > 0.75 * found.count(), right + " of " + found.count());
  }

  @Test
  void shouldSweepToTheRightDepth() {
    StereoView reference = view(0.3, 0, 0.02);
    StereoDepth depth =
        new SweepStereo().estimate(reference, List.of(view(0, 0, 0), view(0.1, 0.1, 0)), 0.15, 0.6);
    float[] truth = reference.image.depth();
    int n = 0;
    int right = 0;
    for (int p = 0; truth != null && p < depth.inverse().length; p++) {
      if (depth.confidence()[p] >= StereoFilter.TRUSTED) {
        int x = p % reference.fine.width * reference.fine.factor;
        int y = p / reference.fine.width * reference.fine.factor;
        float z = truth[y * reference.image.width() + x];
        n++;
        right += Math.abs(1 / depth.inverse()[p] - z) < 0.03 * z ? 1 : 0;
      }
    }
    assertTrue(n > 0.5 * depth.inverse().length, n + " trusted");
    assertTrue(right > 0.85 * n, right + " of " + n);
  }

  @Test
  void shouldRemoveIslandsAndKeepSurfaces() {
    float[] inverse = new float[40 * 30];
    Arrays.fill(inverse, 0.5f);
    for (int y = 10; y < 13; y++) {
      Arrays.fill(inverse, y * 40 + 10, y * 40 + 13, 0.9f);
    }
    StereoFilter.removeSpeckles(inverse, 40, 30);
    assertEquals(0, inverse[11 * 40 + 11]);
    assertEquals(0.5f, inverse[0]);
    assertEquals(0.5f, inverse[11 * 40 + 20]);
  }

  @Test
  void shouldTrustWhatOtherViewsConfirmAndDistrustWhatTheyContradict() {
    StereoView view = view(0.2, 0, 0);
    StereoView other = view(0, 0, 0);
    float[] wall = new float[other.fine.pixels()];
    Arrays.fill(wall, (float) (1 / SyntheticScene.WALL));
    float[] sure = new float[wall.length];
    Arrays.fill(sure, 1);
    other.depth = new StereoDepth(wall, sure, 0.001f);
    float[] found = wall.clone();
    int centre = other.fine.pixels() / 2 + other.fine.width / 2;
    found[centre] = 0.4f;
    float[] confidence = new float[wall.length];
    Arrays.fill(confidence, 0.4f);
    StereoFilter.compare(view, new StereoDepth(found, confidence, 0.001f), List.of(other));
    assertTrue(confidence[centre + 5] > 0.6f);
    assertTrue(confidence[centre] < 0.2f);
  }

  @Test
  void shouldChooseViewsWithAUsefulBaseline() {
    StereoView view = view(0, 0, 0);
    StereoView same = view(0, 0, 0);
    StereoView good = view(0.48, 0, 0);
    StereoView wide = view(1.6, 0, 0);
    StereoView away = view(0.3, 0, 1.2);
    List<StereoView> chosen = ViewChooser.partners(view, List.of(same, wide, away, good), 0.25, 3);
    assertEquals(good, chosen.getFirst());
    assertFalse(chosen.contains(same));
    assertFalse(chosen.contains(away));
    assertEquals(List.of(good, wide), ViewChooser.newest(view, List.of(same, wide, away, good), 4));
  }

  @Test
  void shouldSumUpKnownDepths() {
    DepthRange range = new DepthRange();
    range.add(Double.NaN);
    range.add(0);
    range.add(-1);
    for (int i = 1; i <= 11; i++) {
      range.add(i);
    }
    assertFalse(range.known());
    range.add(12);
    assertTrue(range.known());
    assertEquals(1, range.quantile(0));
    assertEquals(12, range.quantile(1));
    assertEquals(12, range.depths().length);
  }

  @Test
  void shouldReduceAnImageByWholePixels() {
    TrainingImage image = SyntheticScene.view(SyntheticScene.camera(321, 241, 0, 0, 0));
    LumaImage reduced = new LumaImage(image, 2);
    assertEquals(160, reduced.width);
    assertEquals(120, reduced.height);
    assertEquals(image.camera().fx() / 2, reduced.geometry.fx, 1e-12);
    assertEquals(3 * 160 + 7, reduced.pixel(reduced.u(3 * 160 + 7), reduced.v(3 * 160 + 7)));
  }
}
