package io.splatlas.ops.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reads a TUM RGB-D folder: {@code rgb.txt} and {@code depth.txt} list images by time, {@code
 * groundtruth.txt} has poses of the colour camera's optical frame. Each image takes the depth and
 * the pose nearest in time, no farther than 0.02 s, as the benchmark's own tool does; an image
 * without a pose is left out and named. Every 8th image is held out.
 */
final class TumReader {

  static final String RGB_LIST = "rgb.txt";

  private static final double MAX_TIME_DIFFERENCE = 0.02;
  private static final double METRES_PER_UNIT = 1.0 / 5000;

  private final Path folder;
  private final List<MissingFrame> missing = new ArrayList<>();

  private TumReader(Path folder) {
    this.folder = folder;
  }

  static Capture read(Path folder) throws IOException {
    return new TumReader(folder).read();
  }

  /** A line of one of the lists. */
  private record Stamped(double time, TextLines.Line line) {}

  private Capture read() throws IOException {
    List<Stamped> images = list(RGB_LIST, 2, "a time and a file name");
    List<Stamped> poses = list("groundtruth.txt", 8, "time tx ty tz qx qy qz qw");
    boolean withDepth = Files.isRegularFile(folder.resolve("depth.txt"));
    List<Stamped> depths = withDepth ? list("depth.txt", 2, "a time and a file name") : List.of();
    var frames = new ArrayList<CaptureFrame>();
    Optional<CameraIntrinsics> camera = Optional.empty();
    for (Stamped image : images) {
      Optional<Stamped> pose = nearest(poses, image.time);
      Path path = file(image.line);
      String name = CapturePaths.nameOf(folder, path);
      if (!Files.isRegularFile(path)) {
        missing.add(new MissingFrame(name, "the image does not exist"));
      } else if (pose.isEmpty()) {
        missing.add(new MissingFrame(name, "no pose within 0.02 s"));
      } else {
        if (camera.isEmpty()) {
          camera = Optional.of(TumCamera.read(folder, ImageFiles.sizeOf(path)));
        }
        frames.add(
            new CaptureFrame(
                frames.size(),
                name,
                path,
                depth(depths, image.time),
                Optional.empty(),
                pose(pose.get().line),
                camera.get(),
                image.time,
                HoldOut.of(frames.size())));
      }
    }
    if (frames.isEmpty()) {
      throw new DatasetException(
          folder.resolve(RGB_LIST), "", "lists no image that exists and has a pose");
    }
    return new Capture(
        CaptureReader.nameOf(folder), frames, missing, Optional.empty(), LabelsReader.read(folder));
  }

  private List<Stamped> list(String name, int words, String what) throws IOException {
    var out = new ArrayList<Stamped>();
    for (TextLines.Line line : TextLines.read(folder.resolve(name), false)) {
      line.requireWords(words, what);
      out.add(new Stamped(line.number(0), line));
    }
    out.sort(Comparator.comparingDouble(Stamped::time));
    return out;
  }

  private Path file(TextLines.Line line) throws DatasetException {
    return CapturePaths.inside(folder, line.words()[1], line.file(), "line " + line.number());
  }

  private Optional<DepthFile> depth(List<Stamped> depths, double time) throws DatasetException {
    Optional<Stamped> nearest = nearest(depths, time);
    if (nearest.isEmpty()) {
      return Optional.empty();
    }
    Path path = file(nearest.get().line);
    if (!Files.isRegularFile(path)) {
      missing.add(
          new MissingFrame(
              CapturePaths.nameOf(folder, path), "does not exist; its frame is used without"));
      return Optional.empty();
    }
    return Optional.of(new DepthFile(path, METRES_PER_UNIT));
  }

  private static double[] pose(TextLines.Line line) throws DatasetException {
    try {
      return PoseConversion.fromQuaternion(
          line.number(7),
          line.number(4),
          line.number(5),
          line.number(6),
          line.number(1),
          line.number(2),
          line.number(3));
    } catch (IllegalArgumentException e) {
      throw new DatasetException(
          line.file(), "line " + line.number(), String.valueOf(e.getMessage()), e);
    }
  }

  /** Binary search in a list sorted by time. */
  private static Optional<Stamped> nearest(List<Stamped> sorted, double time) {
    int low = 0;
    int high = sorted.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted.get(middle).time < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    Optional<Stamped> best = Optional.empty();
    double bestDifference = MAX_TIME_DIFFERENCE;
    for (int i = Math.max(0, low - 1); i <= Math.min(low, sorted.size() - 1); i++) {
      double difference = Math.abs(sorted.get(i).time - time);
      if (difference <= bestDifference) {
        bestDifference = difference;
        best = Optional.of(sorted.get(i));
      }
    }
    return best;
  }
}
