package io.splatlas.ops.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a COLMAP folder: {@code images} beside a sparse model in binary or text. Every 8th image in
 * name order is held out, the first among them.
 */
final class ColmapReader {

  static final List<String> MODEL_FOLDERS =
      List.of("sparse/0", "sparse", "colmap/sparse/0", "colmap/sparse", ".");

  private static final double INTERVAL = 0.2;

  private final Path folder;
  private final Path model;
  private final List<MissingFrame> missing = new ArrayList<>();

  private ColmapReader(Path folder, Path model) {
    this.folder = folder;
    this.model = model;
  }

  /** Where in a folder the model lies, if there is one. */
  static Optional<Path> modelFolder(Path folder) {
    return MODEL_FOLDERS.stream()
        .map(folder::resolve)
        .filter(
            path ->
                Files.isRegularFile(path.resolve("cameras.bin"))
                    || Files.isRegularFile(path.resolve("cameras.txt")))
        .findFirst();
  }

  static Capture read(Path folder, Path model) throws IOException {
    return new ColmapReader(folder, model).read();
  }

  private Capture read() throws IOException {
    ColmapModel colmap = readModel();
    List<ColmapModel.Image> images =
        colmap.images().stream().sorted(Comparator.comparing(ColmapModel.Image::name)).toList();
    Path imageFolder = imageFolder();
    var frames = new ArrayList<CaptureFrame>();
    var indexOfImage = new HashMap<Integer, Integer>();
    for (ColmapModel.Image image : images) {
      Path source = model.resolve("images");
      Path path = CapturePaths.inside(imageFolder, image.name(), source, "image " + image.id());
      if (Files.isRegularFile(path)) {
        indexOfImage.put(image.id(), frames.size());
        frames.add(frame(colmap, image, path, frames.size()));
      } else {
        missing.add(
            new MissingFrame(CapturePaths.printable(image.name()), "the image does not exist"));
      }
    }
    if (frames.isEmpty()) {
      throw new DatasetException(imageFolder, "", "holds none of the images that the model lists");
    }
    SparsePoints points = points(colmap.points(), indexOfImage);
    return new Capture(
        CaptureReader.nameOf(folder),
        frames,
        missing,
        points.count() == 0 ? Optional.empty() : Optional.of(points),
        LabelsReader.read(folder));
  }

  private ColmapModel readModel() throws IOException {
    if (Files.isRegularFile(model.resolve("cameras.bin"))) {
      return new ColmapModel(
          ColmapBinary.cameras(model.resolve("cameras.bin")),
          ColmapBinary.images(model.resolve("images.bin")),
          ColmapBinary.points(model.resolve("points3D.bin")));
    }
    return new ColmapModel(
        ColmapText.cameras(model.resolve("cameras.txt")),
        ColmapText.images(model.resolve("images.txt")),
        ColmapText.points(model.resolve("points3D.txt")));
  }

  private Path imageFolder() throws DatasetException {
    for (String name : List.of("images", "colmap/images")) {
      if (Files.isDirectory(folder.resolve(name))) {
        return folder.resolve(name);
      }
    }
    throw new DatasetException(folder, "", "has a COLMAP model and no folder named images");
  }

  private CaptureFrame frame(ColmapModel colmap, ColmapModel.Image image, Path path, int index)
      throws DatasetException {
    CameraIntrinsics intrinsics = colmap.cameras().get(image.camera());
    if (intrinsics == null) {
      throw new DatasetException(
          model.resolve("images"),
          "image " + image.id(),
          "names camera " + image.camera() + ", which the model does not have");
    }
    return new CaptureFrame(
        index,
        CapturePaths.nameOf(folder, path),
        path,
        Optional.empty(),
        Optional.empty(),
        image.pose(),
        intrinsics,
        index * INTERVAL,
        HoldOut.of(index));
  }

  private static SparsePoints points(ColmapModel.Points points, Map<Integer, Integer> frameOf) {
    int[] start = new int[points.trackStart().length];
    int[] frames = new int[points.trackImages().length];
    int kept = 0;
    for (int point = 0; point + 1 < start.length; point++) {
      for (int t = points.trackStart()[point]; t < points.trackStart()[point + 1]; t++) {
        Integer frame = frameOf.get(points.trackImages()[t]);
        if (frame != null) {
          frames[kept++] = frame;
        }
      }
      start[point + 1] = kept;
    }
    return new SparsePoints(points.xyz(), points.rgb(), start, Arrays.copyOf(frames, kept));
  }
}
