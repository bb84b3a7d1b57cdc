package io.splatlas.actors.seed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.geometry.ViewGeometry;
import io.splatlas.actors.image.TrainingImage;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.RenderedView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FrameSeederTest {
  private static final GaussianLayout LAYOUT = new GaussianLayout(2, 4);
  private static final SeedOptions OPTIONS = SeedOptions.DEFAULTS.with(1_000, 9);

  private static SeedRequest request(
      TrainingImage image, @Nullable RenderedView render, List<TrainingImage> previous) {
    return new SeedRequest(image, render, previous, new float[0], new byte[0], LAYOUT, OPTIONS);
  }

  private static float plane(GaussianBatch batch, int plane, int i) {
    return batch.planes()[plane][i];
  }

  /** How far a seed is from the surfaces of the synthetic scene, metres. */
  private static double offSurface(GaussianBatch batch, int i) {
    float z = plane(batch, GaussianLayout.POSITION + 2, i);
    return Math.min(Math.abs(z - SyntheticScene.WALL), Math.abs(z - SyntheticScene.FACE));
  }

  private static RenderedView render(TrainingImage image, float alpha, boolean[] wrong) {
    int n = image.width() * image.height();
    float[] colour = new float[3 * n];
    float[] alphas = new float[n];
    for (int p = 0; p < n; p++) {
      alphas[p] = alpha;
      for (int c = 0; c < 3; c++) {
        float right = (image.rgb()[3 * p + c] & 0xff) / 255f;
        colour[3 * p + c] = wrong[p] ? 1 - Math.round(right) : right;
      }
    }
    float[] depth = image.depth();
    return new RenderedView(
        image.width(),
        image.height(),
        colour,
        depth == null ? null : depth.clone(),
        alphas,
        null,
        null);
  }

  @Test
  void shouldPlaceSeedsOnMeasuredSurfaces() {
    TrainingImage image = SyntheticScene.view(0.2, 0.1, 0.05);
    Seeds seeds = new FrameSeeder().seed(request(image, null, List.of()));
    GaussianBatch batch = seeds.batch();
    assertEquals(seeds.depth() + seeds.random(), batch.count());
    assertTrue(seeds.depth() > 800);
    ViewGeometry view = new ViewGeometry(image.camera());
    double[] seen = new double[3];
    for (int i = 0; i < batch.count(); i++) {
      assertTrue(offSurface(batch, i) < 0.02);
      view.project(plane(batch, 0, i), plane(batch, 1, i), plane(batch, 2, i), seen);
      int p = 3 * (((int) seen[1]) * image.width() + (int) seen[0]);
      double dc = plane(batch, GaussianLayout.SH_DC, i);
      assertEquals((image.rgb()[p] & 0xff) / 255.0, dc * GaussianLayout.SH_C0 + 0.5, 0.25);
      double opacity = SeedOptions.DEFAULTS.measuredOpacity();
      assertEquals(
          Math.log(opacity / (1 - opacity)), plane(batch, GaussianLayout.OPACITY, i), 0.01);
    }
  }

  @Test
  void shouldLayFlatSeedsAlongTheSurface() {
    GaussianBatch batch =
        new FrameSeeder().seed(request(SyntheticScene.view(0, 0, 0.3), null, List.of())).batch();
    int facing = 0;
    for (int i = 0; i < batch.count(); i++) {
      double w = plane(batch, GaussianLayout.ROTATION, i);
      double x = plane(batch, GaussianLayout.ROTATION + 1, i);
      double y = plane(batch, GaussianLayout.ROTATION + 2, i);
      double z = plane(batch, GaussianLayout.ROTATION + 3, i);
      assertEquals(1, w * w + x * x + y * y + z * z, 1e-5);
      double thirdAxisZ = 1 - 2 * (x * x + y * y);
      facing += Math.abs(thirdAxisZ) > 0.99 ? 1 : 0;
      float flat = plane(batch, GaussianLayout.SCALE + 2, i);
      assertEquals(Math.log(0.3), flat - plane(batch, GaussianLayout.SCALE + 1, i), 1e-4);
    }
    assertTrue(facing > 0.95 * batch.count());
  }

  @Test
  void shouldLeaveARightRenderAloneAndMendAWrongOne() {
    TrainingImage image = SyntheticScene.view(0, 0, 0);
    boolean[] wrong = new boolean[160 * 120];
    RenderedView right = render(image, 1, wrong);
    assertEquals(0, new FrameSeeder().seed(request(image, right, List.of())).batch().count());
    for (int y = 20; y < 40; y++) {
      Arrays.fill(wrong, y * 160 + 20, y * 160 + 40, true);
    }
    GaussianBatch batch =
        new FrameSeeder().seed(request(image, render(image, 1, wrong), List.of())).batch();
    assertTrue(batch.count() > 50, "" + batch.count());
    ViewGeometry view = new ViewGeometry(image.camera());
    double[] seen = new double[3];
    for (int i = 0; i < batch.count(); i++) {
      view.project(plane(batch, 0, i), plane(batch, 1, i), plane(batch, 2, i), seen);
      assertTrue(seen[0] >= 18 && seen[0] < 42 && seen[1] >= 18 && seen[1] < 42);
    }
  }

  @Test
  void shouldSeedWhereTheRenderIsEmptyOrAtAnotherDepth() {
    TrainingImage image = SyntheticScene.view(0, 0, 0);
    RenderedView empty = render(image, 0.2f, new boolean[160 * 120]);
    assertTrue(new FrameSeeder().seed(request(image, empty, List.of())).depth() > 800);
    RenderedView floating = render(image, 1, new boolean[160 * 120]);
    float[] depth = floating.depth();
    for (int p = 0; depth != null && p < depth.length; p++) {
      depth[p] *= 0.8f;
    }
    assertTrue(new FrameSeeder().seed(request(image, floating, List.of())).depth() > 800);
  }

  @Test
  void shouldRefuseARenderOfAnotherSize() {
    TrainingImage image = SyntheticScene.view(0, 0, 0);
    RenderedView other = new RenderedView(10, 10, null, null, new float[100], null, null);
    assertThrows(
        IllegalArgumentException.class,
        () -> new FrameSeeder().seed(request(image, other, List.of())));
  }

  @Test
  void shouldSeedAtThePointsOfTheRobot() {
    TrainingImage image = SyntheticScene.view(0, 0, 0).withoutDepth();
    float[] points = {0, 0, 2.5f, 1, 0.5f, 4, 0, 0, -3, 100, 0, 4};
    byte[] colours = {(byte) 255, 0, 0, 0, (byte) 255, 0, 1, 1, 1, 2, 2, 2};
    Seeds seeds =
        new FrameSeeder()
            .seed(new SeedRequest(image, null, List.of(), points, colours, LAYOUT, OPTIONS));
    assertEquals(2, seeds.points());
    assertEquals(2, seeds.batch().count());
    float red = plane(seeds.batch(), GaussianLayout.SH_DC, 0) * GaussianLayout.SH_C0 + 0.5f;
    assertEquals(1, red, 1e-5);
  }

  @Test
  void shouldGiveNothingForALonelyPhotograph() {
    TrainingImage image = SyntheticScene.view(0, 0, 0).withoutDepth();
    assertEquals(0, new FrameSeeder().seed(request(image, null, List.of())).batch().count());
  }

  @Test
  void shouldFindSurfacesByStereo() {
    FrameSeeder seeder = new FrameSeeder();
    List<TrainingImage> previous = new ArrayList<>();
    for (int k = 0; k < 4; k++) {
      previous.add(SyntheticScene.view(0.12 * k, 0.03 * k, 0).withoutDepth());
      seeder.seed(request(previous.getLast(), null, previous));
    }
    TrainingImage image = SyntheticScene.view(0.5, 0.1, 0.03).withoutDepth();
    Seeds seeds = seeder.seed(request(image, null, previous));
    assertTrue(seeds.stereo() > 600, "" + seeds.stereo());
    int near = 0;
    for (int i = 0; i < seeds.batch().count(); i++) {
      near += offSurface(seeds.batch(), i) < 0.1 ? 1 : 0;
    }
    assertTrue(near > 0.9 * seeds.batch().count(), near + " of " + seeds.batch().count());
  }

  @Test
  void shouldRepeatItselfForTheSameRequests() {
    List<TrainingImage> previous =
        List.of(SyntheticScene.view(0, 0, 0), SyntheticScene.view(0.2, 0, 0));
    TrainingImage image = SyntheticScene.view(0.4, 0, 0).withoutDepth();
    GaussianBatch first = new FrameSeeder().seed(request(image, null, previous)).batch();
    GaussianBatch second = new FrameSeeder().seed(request(image, null, previous)).batch();
    assertTrue(first.count() > 100);
    for (int k = 0; k < first.planes().length; k++) {
      assertArrayEquals(first.planes()[k], second.planes()[k]);
    }
  }

  @Test
  void shouldGiveTheBestFirstAndHeedTheBound() {
    TrainingImage image = SyntheticScene.view(0, 0, 0);
    SeedRequest few =
        new SeedRequest(
            image, null, List.of(), new float[0], new byte[0], LAYOUT, OPTIONS.with(50, 1));
    Seeds seeds = new FrameSeeder().seed(few);
    assertTrue(seeds.batch().count() <= 50 && seeds.batch().count() > 15, "" + seeds);
    SeedRequest none =
        new SeedRequest(
            image, null, List.of(), new float[0], new byte[0], LAYOUT, OPTIONS.with(0, 1));
    assertEquals(0, new FrameSeeder().seed(none).batch().count());
  }

  @Test
  void shouldLiveWithTinyImages() {
    for (int size = 1; size <= 12; size++) {
      List<TrainingImage> previous = new ArrayList<>();
      for (int k = 0; k < 3; k++) {
        previous.add(SyntheticScene.view(SyntheticScene.camera(size, size, 0.1 * k, 0, 0)));
      }
      TrainingImage image = SyntheticScene.view(SyntheticScene.camera(size, size, 0.4, 0, 0));
      new FrameSeeder().seed(request(image, null, previous));
      float[] points = new float[300];
      Arrays.fill(points, 3);
      Seeds seeds =
          new FrameSeeder()
              .seed(
                  new SeedRequest(
                      image.withoutDepth(), null, previous, points, new byte[0], LAYOUT, OPTIONS));
      for (float[] plane : seeds.batch().planes()) {
        for (float value : plane) {
          assertTrue(Float.isFinite(value));
        }
      }
    }
  }
}
