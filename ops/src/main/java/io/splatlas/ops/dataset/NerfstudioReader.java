package io.splatlas.ops.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reads a folder with a {@code transforms.json} in nerfstudio's data format. Images that are listed
 * and not there are collected, not fatal.
 */
final class NerfstudioReader {

  static final String FILE = "transforms.json";

  private static final double DEFAULT_DEPTH_UNIT = 0.001;
  private static final double DEFAULT_INTERVAL = 0.2;
  private static final List<String> EXTENSIONS = List.of("", ".png", ".jpg", ".jpeg");

  private final Path folder;
  private final Path file;
  private final List<MissingFrame> missing = new ArrayList<>();

  private NerfstudioReader(Path folder) {
    this.folder = folder;
    this.file = folder.resolve(FILE);
  }

  static Capture read(Path folder) throws IOException {
    return new NerfstudioReader(folder).read();
  }

  /** A frame whose image exists. */
  private record Listed(JsonObject json, String name, Path image, double time) {}

  private Capture read() throws IOException {
    JsonObject root = JsonObject.read(file);
    List<JsonObject> all = root.objects("frames");
    List<Listed> present = existing(all);
    var split = new NerfstudioSplit(root, all);
    var frames = new ArrayList<CaptureFrame>(present.size());
    boolean timed = present.stream().noneMatch(frame -> Double.isNaN(frame.time));
    for (int i = 0; i < present.size(); i++) {
      Listed listed = present.get(i);
      Optional<Split> use = split.of(listed.json, listed.name, i);
      if (use.isEmpty()) {
        missing.add(new MissingFrame(listed.name, "in none of the lists of train and test files"));
      } else {
        double time = timed ? listed.time : i * DEFAULT_INTERVAL;
        frames.add(frame(root, listed, time, use.get()));
      }
    }
    if (frames.isEmpty()) {
      throw new DatasetException(file, "frames", "has no frame whose image exists");
    }
    return new Capture(
        CaptureReader.nameOf(folder),
        inTimeOrder(frames),
        missing,
        points(root),
        LabelsReader.read(folder));
  }

  private List<Listed> existing(List<JsonObject> all) throws DatasetException {
    var present = new ArrayList<Listed>(all.size());
    for (JsonObject json : all) {
      String name = json.text("file_path");
      Optional<Path> image = find(json, name);
      if (image.isEmpty()) {
        missing.add(new MissingFrame(CapturePaths.printable(name), "the image does not exist"));
      } else {
        String inside = CapturePaths.nameOf(folder, image.get());
        present.add(new Listed(json, inside, image.get(), time(json)));
      }
    }
    present.sort(Comparator.comparing(Listed::name));
    return present;
  }

  private Optional<Path> find(JsonObject json, String name) throws DatasetException {
    for (String extension : EXTENSIONS) {
      Path path = CapturePaths.inside(folder, name + extension, file, json.pathOf("file_path"));
      if (Files.isRegularFile(path)) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  private static double time(JsonObject json) throws DatasetException {
    String field = json.has("timestamp") ? "timestamp" : "time";
    return json.optionalNumber(field).orElse(Double.NaN);
  }

  private CaptureFrame frame(JsonObject root, Listed listed, double time, Split split)
      throws IOException {
    return new CaptureFrame(
        0,
        listed.name,
        listed.image,
        depth(root, listed),
        optionalFile(listed.json, "instance_file_path"),
        pose(listed.json),
        NerfstudioCamera.read(root, listed.json, listed.image),
        time,
        split);
  }

  private double[] pose(JsonObject json) throws DatasetException {
    double[] matrix = json.matrix("transform_matrix");
    try {
      return AxisConvention.OPENGL.toOpenCv(PoseConversion.requireRigid(matrix));
    } catch (IllegalArgumentException e) {
      throw new DatasetException(
          file, json.pathOf("transform_matrix"), String.valueOf(e.getMessage()), e);
    }
  }

  private Optional<DepthFile> depth(JsonObject root, Listed listed) throws DatasetException {
    JsonObject source = listed.json.has("depth_unit_scale_factor") ? listed.json : root;
    double unit = source.optionalNumber("depth_unit_scale_factor").orElse(DEFAULT_DEPTH_UNIT);
    if (!(unit > 0 && unit <= 1e3)) {
      throw source.wrong("depth_unit_scale_factor", "must be positive metres, not " + unit);
    }
    return optionalFile(listed.json, "depth_file_path").map(path -> new DepthFile(path, unit));
  }

  private Optional<Path> optionalFile(JsonObject json, String field) throws DatasetException {
    Optional<String> name = json.optionalText(field);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Path path = CapturePaths.inside(folder, name.get(), file, json.pathOf(field));
    if (!Files.isRegularFile(path)) {
      missing.add(
          new MissingFrame(
              CapturePaths.printable(name.get()), "does not exist; its frame is used without"));
      return Optional.empty();
    }
    return Optional.of(path);
  }

  private Optional<SparsePoints> points(JsonObject root) throws IOException {
    Optional<Path> path = optionalFile(root, "ply_file_path");
    return path.isEmpty() ? Optional.empty() : Optional.of(PlyPointsReader.read(path.get()));
  }

  private static List<CaptureFrame> inTimeOrder(List<CaptureFrame> frames) {
    // Stable: frames of the same time stay in name order.
    List<CaptureFrame> sorted =
        frames.stream().sorted(Comparator.comparingDouble(CaptureFrame::timestampSeconds)).toList();
    var out = new ArrayList<CaptureFrame>(sorted.size());
    for (CaptureFrame frame : sorted) {
      out.add(frame.withIndex(out.size()));
    }
    return out;
  }
}
