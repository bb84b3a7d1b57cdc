package io.splatlas.ops.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.cluster.ClusteringSettings;
import io.splatlas.actors.cluster.InstanceFinder;
import io.splatlas.actors.cluster.UnionSpaceFinder;
import io.splatlas.actors.distill.BuiltInTeacher;
import io.splatlas.actors.distill.Teacher;
import io.splatlas.actors.export.GaussianPly;
import io.splatlas.actors.refine.RefinementPlan;
import io.splatlas.actors.refine.RefinementSettings;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.gpu.Devices;
import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.ops.picture.RgbImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every study once over a scene that is as plain as can be: what they say of it is known. */
class StudiesTest {
  private static final InstanceFinder UNION =
      new UnionSpaceFinder(ClusteringSettings.DEFAULTS, Parallel.sequential());
  private static final InstanceFinder GEOMETRY =
      new UnionSpaceFinder(
          ClusteringSettings.DEFAULTS.withSemanticWeight(0), Parallel.sequential());

  @TempDir Path folder = Path.of("");

  private static StudyScene load(GpuDevice device, Plates plates) throws IOException {
    return StudyScene.load(device, plates.capture(), plates.ply(), new BuiltInTeacher(), 16);
  }

  private static void assertFound(String label, int clusters, StudyScore score) {
    assertEquals(2, clusters, label);
    assertTrue(score.miou() > 0.9, () -> label + ": " + score);
    assertEquals(1, score.share50(), label);
  }

  @Test
  void shouldTellDenseFeaturesFromOneVectorAnImage() throws IOException {
    Plates plates = Plates.in(folder);
    List<TeacherStudy.Row> rows = new ArrayList<>();
    StudyPictures pictures = new StudyPictures(plates.capture());
    try (GpuDevice device = Devices.create("cpu", 1 << 28)) {
      TeacherStudy.run(
          device,
          plates.capture(),
          plates.ply(),
          new BuiltInTeacher(),
          16,
          List.of(32, 64),
          GEOMETRY,
          UNION,
          (row, scene) -> {
            rows.add(row);
            pictures.add(row.label(), scene);
          });
    }
    assertEquals(
        List.of("plain", "dense, 32 px", "dense, 64 px"),
        rows.stream().map(TeacherStudy.Row::label).toList());
    rows.forEach(row -> assertFound(row.label(), row.clusters(), row.score()));
    double plain = rows.get(0).separation();
    double dense = rows.get(2).separation();
    assertTrue(plain < 0.1, "one vector an image says the same of both plates: " + plain);
    assertTrue(dense > plain + 0.2, "dense features tell red from blue: " + dense);
    RgbImage sheet = pictures.sheet();
    assertTrue(sheet.width() >= 3 * 64 && sheet.height() >= 2 * 64, "four panels");
  }

  @Test
  void shouldRefineWithoutLosingWhatIsFound() throws IOException {
    Plates plates = Plates.in(folder);
    List<ContrastStudy.Row> rows = new ArrayList<>();
    try (GpuDevice device = Devices.create("cpu", 1 << 28);
        StudyScene scene = load(device, plates)) {
      ContrastStudy.run(
          scene,
          UNION,
          RefinementSettings.DEFAULTS,
          new RefinementPlan(List.of(0), 20, 0),
          rows::add);
    }
    assertEquals(
        List.of("no contrast", "3D", "2D", "2D and 3D"),
        rows.stream().map(ContrastStudy.Row::label).toList());
    rows.forEach(row -> assertFound(row.label(), row.clusters(), row.score()));
    assertTrue(
        rows.get(3).separation() > rows.get(0).separation(),
        () -> "contrast draws instances apart: " + rows);
    assertEquals(
        4,
        rows.stream().map(ContrastStudy.Row::separation).distinct().count(),
        "every variant is another loss");
  }

  @Test
  void shouldClusterAfterEveryRefinementOfThePlan() throws IOException {
    Plates plates = Plates.in(folder);
    List<BootstrapStudy.Row> told = new ArrayList<>();
    try (GpuDevice device = Devices.create("cpu", 1 << 28);
        StudyScene scene = load(device, plates)) {
      List<BootstrapStudy.Row> rows =
          BootstrapStudy.run(
              scene,
              GEOMETRY,
              UNION,
              RefinementSettings.DEFAULTS,
              new RefinementPlan(List.of(0, 10), 20, 0),
              told::add);
      assertEquals(told, rows);
    }
    assertEquals(
        List.of(
            "first clustering",
            "first clustering, seen",
            "lifted",
            "lifted, seen",
            "refined 10",
            "refined 10, seen"),
        told.stream().map(BootstrapStudy.Row::label).toList());
    told.forEach(row -> assertFound(row.label(), row.clusters(), row.score()));
    assertEquals(told.get(1), BootstrapStudy.ofServer(told, new BuiltInTeacher()));
    assertEquals(told.getLast(), BootstrapStudy.ofServer(told, new Naming()));
  }

  /** As far as union space is concerned, a language model. */
  private static final class Naming implements Teacher {
    private final Teacher teacher = new BuiltInTeacher();

    @Override
    public String name() {
      return "naming";
    }

    @Override
    public int channels() {
      return teacher.channels();
    }

    @Override
    public FeatureMap describe(int width, int height, byte[] rgb) {
      return teacher.describe(width, height, rgb);
    }
  }

  @Test
  void shouldMeasureSeparationByTheInstancesThereAre() throws IOException {
    Plates plates = Plates.in(folder);
    try (GpuDevice device = Devices.create("cpu", 1 << 28);
        StudyScene scene = load(device, plates)) {
      assertEquals(0, FieldSeparation.of(scene.snapshot()), "nothing is lifted");
      scene.lift();
      assertEquals(0, FieldSeparation.of(scene.snapshot()), "nothing is found");
      scene.cluster(GEOMETRY);
      double separation = FieldSeparation.of(scene.snapshot());
      assertTrue(separation > 0.25 && separation <= 1, "separation " + separation);
    }
  }

  @Test
  void shouldPictureTheHeldOutView() throws IOException {
    Plates plates = Plates.in(folder);
    RgbImage photograph =
        plates.capture().photograph(plates.capture().capture().frames().getLast());
    assertNotEquals(0, photograph.rgb()[3 * (32 * 64 + 20)], "the red plate");
    assertTrue(new StudyPictures(plates.capture()).sheet().width() >= 64, "the photograph alone");
  }

  @Test
  void shouldTellWhatTheFieldCosts() throws IOException {
    Plates plates = Plates.in(folder);
    List<OverheadStudy.Row> rows = new ArrayList<>();
    try (GpuDevice device = Devices.create("cpu", 1 << 28);
        InputStream in = Files.newInputStream(plates.ply())) {
      OverheadStudy.run(
          device,
          GaussianPly.read(in, 10_000).gaussians(),
          List.of(plates.capture().camera(plates.capture().training().getFirst())),
          List.of(0, 16),
          rows::add);
    }
    assertEquals(List.of(0, 16), rows.stream().map(OverheadStudy.Row::channels).toList());
    double more = rows.get(1).bytesOfOne() - rows.get(0).bytesOfOne();
    assertTrue(more >= 16 * Float.BYTES, "a Gaussian with 16 channels takes more: " + more);
    assertEquals(0, rows.get(0).liftMillis(), "nothing to lift into");
    assertEquals(rows.get(0).colourMillis(), rows.get(0).fieldMillis());
    assertTrue(rows.get(1).liftMillis() > 0);
    assertEquals(1_000 / rows.get(1).fieldMillis(), rows.get(1).fieldsPerSecond(), 1e-9);
  }
}
