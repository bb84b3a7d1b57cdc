package io.splatlas.ops.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The one way to open a capture: finds out what kind of folder it is and reads it. Only the lists
 * are read; images stay on disk until {@link FramePreparer} or {@link ImageFiles} is asked for
 * them.
 */
public final class CaptureReader {

  private CaptureReader() {}

  /**
   * Reads a capture.
   *
   * @param folder with a {@code transforms.json} (nerfstudio), a COLMAP model in {@code sparse/0},
   *     or the lists of TUM RGB-D
   * @throws DatasetException if the folder is none of these or its files are wrong
   */
  public static Capture read(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new DatasetException(
          folder, "", Files.exists(folder) ? "is not a folder" : "no such folder");
    }
    if (Files.isRegularFile(folder.resolve(NerfstudioReader.FILE))) {
      return NerfstudioReader.read(folder);
    }
    Optional<Path> model = ColmapReader.modelFolder(folder);
    if (model.isPresent()) {
      return ColmapReader.read(folder, model.get());
    }
    if (Files.isRegularFile(folder.resolve(TumReader.RGB_LIST))) {
      return TumReader.read(folder);
    }
    throw new DatasetException(
        folder,
        "",
        "is no capture; looked for transforms.json (nerfstudio), cameras.bin or cameras.txt in "
            + String.join(", ", ColmapReader.MODEL_FOLDERS)
            + " (COLMAP), and rgb.txt with groundtruth.txt (TUM RGB-D)");
  }

  static String nameOf(Path folder) {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return name == null ? "capture" : name.toString();
  }
}
