package io.splatlas.ops.dataset;

import io.splatlas.ops.picture.ImageSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The camera of a TUM RGB-D folder: {@code calibration.txt} where there is one ({@code fx fy cx cy
 * [k1 k2 p1 p2 [k3]]}), else the published calibration of the Freiburg camera that the folder's
 * name says. Both put pixel centres at whole numbers, as OpenCV does: half a pixel is added to the
 * principal point.
 */
final class TumCamera {

  static final String FILE = "calibration.txt";

  private TumCamera() {}

  static CameraIntrinsics read(Path folder, ImageSize size) throws IOException {
    Path file = folder.resolve(FILE);
    double[] c = Files.isRegularFile(file) ? calibration(file) : freiburg(folder);
    try {
      return new CameraIntrinsics(
          size.width(),
          size.height(),
          c[0],
          c[1],
          c[2] + 0.5,
          c[3] + 0.5,
          c[4],
          c[5],
          c[6],
          c[7],
          c[8]);
    } catch (IllegalArgumentException e) {
      throw new DatasetException(file, "", String.valueOf(e.getMessage()), e);
    }
  }

  private static double[] calibration(Path file) throws IOException {
    List<TextLines.Line> lines = TextLines.read(file, false);
    int words = lines.isEmpty() ? 0 : lines.get(0).words().length;
    if (words != 4 && words != 8 && words != 9) {
      throw new DatasetException(file, "line 1", "must be: fx fy cx cy [k1 k2 p1 p2 [k3]]");
    }
    double[] out = new double[9];
    for (int i = 0; i < words; i++) {
      out[i] = lines.get(0).number(i);
    }
    return out;
  }

  // The colour cameras of the benchmark's file-format page (Sturm et al. 2012).
  private static double[] freiburg(Path folder) throws DatasetException {
    String name = CaptureReader.nameOf(folder).toLowerCase(Locale.ROOT);
    if (name.contains("freiburg1") || name.contains("fr1")) {
      return new double[] {517.3, 516.5, 318.6, 255.3, 0.2624, -0.9531, -0.0054, 0.0026, 1.1633};
    }
    if (name.contains("freiburg2") || name.contains("fr2")) {
      return new double[] {520.9, 521.0, 325.1, 249.7, 0.2312, -0.7849, -0.0033, -0.0001, 0.9172};
    }
    if (name.contains("freiburg3") || name.contains("fr3")) {
      return new double[] {535.4, 539.2, 320.1, 247.6, 0, 0, 0, 0, 0};
    }
    throw new DatasetException(
        folder,
        FILE,
        "is missing, and the folder's name has none of fr1, fr2, fr3; write a line fx fy cx cy [k1"
            + " k2 p1 p2 [k3]]");
  }
}
