package io.splatlas.ops.study;

import io.splatlas.actors.cluster.InstanceFinder;
import io.splatlas.actors.distill.Language;
import io.splatlas.actors.distill.Region;
import io.splatlas.actors.distill.Teacher;
import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.ops.picture.Resampling;
import io.splatlas.ops.picture.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What dense features contribute over one vector an image, and what resolution does. */
public final class TeacherStudy {

  /**
   * A row of its table.
   *
   * @param label what the teacher was shown and asked for
   * @param separation share of the field's variance between instances found without semantics
   * @param clusters found with semantics
   * @param score of them
   */
  public record Row(String label, double separation, int clusters, StudyScore score) {}

  private TeacherStudy() {}

  /**
   * Describes, lifts and clusters once for each variant.
   *
   * @param widths of the images that the teacher is shown, pixels
   * @param told of every row as it comes, with the scene as long as the call
   */
  public static void run(
      GpuDevice device,
      StudyCapture capture,
      Path ply,
      Teacher teacher,
      int channels,
      List<Integer> widths,
      InstanceFinder geometry,
      InstanceFinder union,
      BiConsumer<Row, StudyScene> told)
      throws IOException {
    row(device, capture, ply, new Plain(teacher), "plain", channels, geometry, union, told);
    for (int width : widths) {
      Teacher scaled = new Scaled(teacher, width);
      row(device, capture, ply, scaled, "dense, " + width + " px", channels, geometry, union, told);
    }
  }

  private static void row(
      GpuDevice device,
      StudyCapture capture,
      Path ply,
      Teacher teacher,
      String label,
      int channels,
      InstanceFinder geometry,
      InstanceFinder union,
      BiConsumer<Row, StudyScene> told)
      throws IOException {
    try (StudyScene scene = StudyScene.load(device, capture, ply, teacher, channels)) {
      scene.lift();
      scene.cluster(geometry);
      double separation = FieldSeparation.of(scene.snapshot());
      int clusters = scene.cluster(union).clusters();
      told.accept(new Row(label, separation, clusters, StudyScore.of(scene)), scene);
    }
  }

  /** One vector for all of an image: what a teacher says of it as a whole. */
  private record Plain(Teacher teacher) implements Teacher {
    @Override
    public String name() {
      return teacher.name() + ", plain";
    }

    @Override
    public int channels() {
      return teacher.channels();
    }

    @Override
    public FeatureMap describe(int width, int height, byte[] rgb) {
      boolean[] all = new boolean[width * height];
      Arrays.fill(all, true);
      Region whole = new Region(width, height, rgb, all, 0, 0, width, height);
      float[] said = teacher.describe(whole, teacher.describe(width, height, rgb));
      return new FeatureMap(1, 1, said.length, said);
    }

    @Override
    public Optional<Language> language() {
      return teacher.language();
    }
  }

  /** A teacher that is shown smaller images. */
  private record Scaled(Teacher teacher, int most) implements Teacher {
    @Override
    public String name() {
      return teacher.name();
    }

    @Override
    public int channels() {
      return teacher.channels();
    }

    @Override
    public FeatureMap describe(int width, int height, byte[] rgb) {
      if (width <= most) {
        return teacher.describe(width, height, rgb);
      }
      int rows = Math.max(1, Math.round((float) height * most / width));
      RgbImage small = Resampling.areaAverage(new RgbImage(width, height, rgb), most, rows);
      return teacher.describe(most, rows, small.rgb());
    }
  }
}
