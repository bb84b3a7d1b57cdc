package io.splatlas.actors.seed;

import io.splatlas.actors.image.DecodeException;
import io.splatlas.actors.image.ImageBudget;
import io.splatlas.actors.image.TrainingImage;
import io.splatlas.actors.image.TrainingImages;
import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.model.PosedFrame.Encoding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A scene of the development data (nerfstudio's transforms.json), found through the environment
 * variable SPLATLAS_DATA, the system property splatlas.data, or beside the project.
 */
final class DataScene {
  private static final Pattern FRAME =
      Pattern.compile(
          "\\{[^{}]*?\"file_path\"\\s*:\\s*\"([^\"]+)\"([^{}]*?)\"transform_matrix\"\\s*:\\s*"
              + "\\[([^{}]*?)\\]\\s*\\]([^{}]*)\\}");
  private static final Pattern DEPTH = Pattern.compile("\"depth_file_path\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern SPLIT = Pattern.compile("\"split\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

  private final Path folder;
  private final String json;
  private final CameraModel camera;

  private DataScene(Path folder, String json) {
    this.folder = folder;
    this.json = json;
    this.camera =
        new CameraModel(
            (int) number("w"),
            (int) number("h"),
            number("fl_x"),
            number("fl_y"),
            number("cx"),
            number("cy"),
            number("k1"),
            number("k2"),
            number("p1"),
            number("p2"),
            0);
  }

  /** The scene, or empty where the data is absent. */
  static Optional<DataScene> find(String name) {
    List<String> roots = new ArrayList<>();
    Optional.ofNullable(System.getProperty("splatlas.data")).ifPresent(roots::add);
    Optional.ofNullable(System.getenv("SPLATLAS_DATA")).ifPresent(roots::add);
    roots.add("../../shared/data");
    roots.add("../shared/data");
    for (String root : roots) {
      Path folder = Path.of(root, name);
      Path transforms = folder.resolve("transforms.json");
      if (Files.exists(transforms)) {
        try {
          return Optional.of(new DataScene(folder, Files.readString(transforms)));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return Optional.empty();
  }

  private double number(String key) {
    Matcher matcher =
        Pattern.compile("\"" + key + "\"\\s*:\\s*(" + NUMBER.pattern() + ")").matcher(json);
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
  }

  /** The first training frames, at most {@code limit}, no larger than {@code maxSide}. */
  List<TrainingImage> trainingImages(int limit, int maxSide) {
    TrainingImages images = new TrainingImages(new ImageBudget(maxSide, 1 << 26));
    List<TrainingImage> list = new ArrayList<>();
    Matcher frame = FRAME.matcher(json);
    while (list.size() < limit && frame.find()) {
      Path file = folder.resolve(frame.group(1));
      Matcher split = SPLIT.matcher(frame.group(2) + frame.group(4));
      boolean test = split.find() && split.group(1).equals("test");
      if (!test && Files.exists(file)) {
        list.add(load(images, file, depthPath(frame.group(2) + frame.group(4)), frame.group(3)));
      }
    }
    return list;
  }

  private @Nullable Path depthPath(String fields) {
    Matcher depth = DEPTH.matcher(fields);
    return depth.find() ? folder.resolve(depth.group(1)) : null;
  }

  private TrainingImage load(
      TrainingImages images, Path file, @Nullable Path depth, String matrix) {
    try {
      return images.prepare(
          new PosedFrame(
              1,
              Instant.EPOCH,
              openCv(matrix),
              null,
              file.toString().endsWith(".png") ? Encoding.PNG : Encoding.JPEG,
              Files.readAllBytes(file),
              depth == null ? null : Files.readAllBytes(depth),
              0.001,
              new float[0],
              new byte[0]),
          camera);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (DecodeException e) {
      throw new IllegalStateException(file.toString(), e);
    }
  }

  /** From OpenGL axes (y up, z backwards) to OpenCV's. */
  private static double[] openCv(String matrix) {
    double[] pose = new double[16];
    Matcher number = NUMBER.matcher(matrix);
    for (int i = 0; i < 16 && number.find(); i++) {
      int column = i % 4;
      double value = Double.parseDouble(number.group());
      pose[i] = column == 1 || column == 2 ? 0 - value : value;
    }
    pose[12] = 0;
    pose[13] = 0;
    pose[14] = 0;
    return pose;
  }
}
