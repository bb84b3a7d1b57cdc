package io.splatlas.actors.refine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.SyntheticScene;
import io.splatlas.actors.distill.Teacher;
import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.FieldGroups;
import io.splatlas.gpu.FieldTarget;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSnapshot;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Views of a red square (instance 7) and a green one (instance 9) on blue. */
class LessonPlannerTest {
  private static final int WIDTH = 120;
  private static final int HEIGHT = 80;
  private static final int RED = 7;
  private static final int GREEN = 9;
  private static final GaussianLayout LAYOUT = new GaussianLayout(0, 3);

  private final Teacher teacher = SyntheticScene.colourTeacher();

  private static RefinementSettings settings(int viewPixels) {
    RefinementSettings defaults = RefinementSettings.DEFAULTS;
    return new RefinementSettings(defaults.options(), viewPixels, 4, 8, 2);
  }

  private static int[] ids() {
    int[] ids = new int[WIDTH * HEIGHT];
    for (int p = 0; p < ids.length; p++) {
      int x = p % WIDTH;
      int y = p / WIDTH;
      boolean row = y >= 20 && y < 60;
      ids[p] = row && x >= 10 && x < 50 ? RED : row && x >= 70 && x < 110 ? GREEN : 0;
    }
    return ids;
  }

  private TeachingView view() {
    byte[] rgb = new byte[3 * WIDTH * HEIGHT];
    int[] ids = ids();
    for (int p = 0; p < ids.length; p++) {
      rgb[3 * p + (ids[p] == RED ? 0 : ids[p] == GREEN ? 1 : 2)] = (byte) 255;
    }
    Camera camera =
        Camera.fromCameraToWorld(WIDTH, HEIGHT, 100, 100, 60, 40, SyntheticScene.pose(5));
    return new TeachingView(camera, rgb, teacher.describe(WIDTH, HEIGHT, rgb));
  }

  private static GaussianSnapshot snapshot() {
    int n = 12;
    GaussianBatch batch = GaussianBatch.zeros(LAYOUT, n);
    float[] weights = new float[n];
    for (int i = 0; i < n; i++) {
      batch.planes()[GaussianLayout.POSITION][i] = i;
      batch.planes()[LAYOUT.featureOffset()][i] = i;
      weights[i] = i < 6 ? 0 : 2;
    }
    return new GaussianSnapshot(batch, LongStream.rangeClosed(1, n).toArray(), new int[n], weights);
  }

  private Lessons plan(int viewPixels, LessonPlanner.Views views, List<int[]> ids, int count)
      throws IOException {
    return new LessonPlanner(settings(viewPixels), teacher, FeatureProjection.identity(3))
        .plan(views, ids, count, snapshot(), 5);
  }

  @Test
  void shouldTeachAViewAtFewPixelsWithTheGroupsOfTheirCentres() throws IOException {
    Lessons lessons = plan(WIDTH * HEIGHT / 16, number -> view(), List.of(ids()), 1);
    FieldTarget target = lessons.targets().getFirst();
    assertEquals(30, target.camera().width());
    assertEquals(20, target.camera().height());
    assertArrayEquals(new int[] {RED, GREEN}, lessons.groups().instances());
    int[] expected = new int[30 * 20];
    int[] ids = ids();
    for (int p = 0; p < expected.length; p++) {
      int id = ids[(4 * (p / 30) + 2) * WIDTH + 4 * (p % 30) + 2];
      expected[p] = id == RED ? 0 : id == GREEN ? 1 : -1;
    }
    assertArrayEquals(expected, target.groups());
  }

  @Test
  void shouldNotEnlargeASmallView() throws IOException {
    FieldTarget target = plan(20_000, number -> view(), List.of(ids()), 1).targets().getFirst();
    assertEquals(WIDTH, target.camera().width());
  }

  @Test
  void shouldSayOfAnInstanceWhatTheTeacherSaysOfItsMask() throws IOException {
    FieldGroups groups = plan(20_000, number -> view(), List.of(ids()), 1).groups();
    float[] red = Arrays.copyOfRange(groups.embeddings(), 0, 3);
    float[] green = Arrays.copyOfRange(groups.embeddings(), 3, 6);
    assertTrue(groups.embedded()[0] && groups.embedded()[1]);
    assertArrayEquals(new float[] {1, 0, 0}, red, 0.02f);
    assertArrayEquals(new float[] {0, 1, 0}, green, 0.02f);
  }

  @Test
  void shouldNotEmbedWhatIsTooSmallAndStillTellItApart() throws IOException {
    int[] ids = ids();
    for (int p = 0; p < ids.length; p++) {
      ids[p] = ids[p] == GREEN && p % WIDTH >= 80 ? 0 : ids[p];
    }
    Lessons lessons = plan(20_000, number -> view(), List.of(ids), 1);
    assertArrayEquals(new int[] {RED, GREEN}, lessons.groups().instances());
    assertTrue(lessons.groups().embedded()[0]);
    assertFalse(lessons.groups().embedded()[1], "400 pixels are too few");
    assertTrue(IntStream.of(lessons.targets().getFirst().groups()).anyMatch(group -> group == 1));
  }

  @Test
  void shouldLeaveOutAViewThatCanNoLongerBeHad() throws IOException {
    Lessons lessons =
        plan(20_000, number -> number == 1 ? null : view(), List.of(ids(), ids(), ids()), 3);
    assertEquals(2, lessons.targets().size());
    assertTrue(lessons.groups().embedded()[0]);
  }

  @Test
  void shouldTeachPixelsOnlyWithoutInstances() throws IOException {
    Lessons lessons = plan(20_000, number -> view(), List.of(), 2);
    assertEquals(2, lessons.targets().size());
    assertSame(FieldGroups.NONE, lessons.groups());
    assertTrue(IntStream.of(lessons.targets().getFirst().groups()).allMatch(group -> group == -1));
  }

  @Test
  void shouldSharpenACoarseMapAlongTheEdgesOfThePhotograph() throws IOException {
    // Cells of 20 pixels: those at the edge of a square see half of it.
    TeachingView sharp = view();
    float[] cells = new float[3 * 6 * 4];
    for (int cell = 0; cell < 24; cell++) {
      for (int c = 0; c < 3; c++) {
        double sum = 0;
        for (int p = 0; p < 400; p++) {
          int x = cell % 6 * 20 + p % 20;
          int y = cell / 6 * 20 + p / 20;
          sum += sharp.teacher().values()[c * WIDTH * HEIGHT + y * WIDTH + x];
        }
        cells[c * 24 + cell] = (float) (sum / 400);
      }
    }
    TeachingView coarse =
        new TeachingView(sharp.camera(), sharp.rgb(), new FeatureMap(6, 4, 3, cells));
    FeatureMap taught =
        plan(20_000, number -> coarse, List.of(ids()), 1).targets().getFirst().teacher();
    assertEquals(WIDTH, taught.width());
    assertEquals(HEIGHT, taught.height());
    float inside = taught.values()[40 * WIDTH + 12];
    float outside = taught.values()[40 * WIDTH + 7];
    assertEquals(0.5f, cells[2 * 6], 1e-6f, "the cell does not tell them apart");
    assertTrue(inside > outside + 0.2f, inside + " within the red square, " + outside + " beside");
    TeachingView fine = view();
    assertEquals(
        fine.teacher().width(),
        plan(20_000, number -> fine, List.of(ids()), 1).targets().getFirst().teacher().width(),
        "what is fine already stays");
  }

  @Test
  void shouldMeasureDirectionsFromTheMeanOfWhatWasLifted() throws IOException {
    Lessons lessons = plan(20_000, number -> view(), List.of(ids()), 1);
    assertEquals(8.5f, lessons.origin()[0], 1e-5f, "of Gaussians 6 to 11");
    assertEquals(8 * 2, lessons.pairs().near());
    assertEquals(2 * 8 * 2, lessons.pairs().count());
  }
}
