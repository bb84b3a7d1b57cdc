package io.splatlas.ops.dataset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads COLMAP's text files: cameras.txt, images.txt (two lines an image, the second may be empty),
 * points3D.txt.
 */
final class ColmapText {

  private ColmapText() {}

  static Map<Integer, CameraIntrinsics> cameras(Path file) throws IOException {
    var cameras = new LinkedHashMap<Integer, CameraIntrinsics>();
    for (TextLines.Line line : TextLines.read(file, false)) {
      line.requireWords(4, "CAMERA_ID MODEL WIDTH HEIGHT PARAMS[]");
      String field = "line " + line.number();
      var model = ColmapCameraModel.ofName(file, field, line.words()[1]);
      line.requireWords(4 + model.parameters(), model.parameters() + " parameters");
      double[] parameters = new double[model.parameters()];
      for (int p = 0; p < parameters.length; p++) {
        parameters[p] = line.number(4 + p);
      }
      cameras.put(
          line.integer(0),
          model.intrinsics(file, field, line.integer(2), line.integer(3), parameters));
    }
    return cameras;
  }

  static List<ColmapModel.Image> images(Path file) throws IOException {
    List<TextLines.Line> lines = TextLines.read(file, true);
    var images = new ArrayList<ColmapModel.Image>();
    int at = 0;
    while (at < lines.size()) {
      TextLines.Line line = lines.get(at++);
      if (line.words().length > 0) {
        images.add(image(line));
        at++; // Its observations, which are not used.
      }
    }
    return images;
  }

  private static ColmapModel.Image image(TextLines.Line line) throws DatasetException {
    line.requireWords(10, "IMAGE_ID QW QX QY QZ TX TY TZ CAMERA_ID NAME");
    double[] q = new double[7];
    for (int i = 0; i < 7; i++) {
      q[i] = line.number(1 + i);
    }
    // Names may have spaces, and were decoded byte by byte.
    String name = String.join(" ", List.of(line.words()).subList(9, line.words().length));
    String decoded = new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    double[] pose = ColmapBinary.pose(line.file(), "line " + line.number(), q);
    return new ColmapModel.Image(line.integer(0), decoded, line.integer(8), pose);
  }

  static ColmapModel.Points points(Path file) throws IOException {
    var points = new ColmapPointsBuilder(file);
    for (TextLines.Line line : TextLines.read(file, false)) {
      line.requireWords(8, "POINT3D_ID X Y Z R G B ERROR TRACK[]");
      points.point(
          line.number(1),
          line.number(2),
          line.number(3),
          line.integer(4),
          line.integer(5),
          line.integer(6));
      for (int word = 8; word + 1 < line.words().length; word += 2) {
        points.seenBy(line.integer(word));
      }
    }
    return points.build();
  }
}
