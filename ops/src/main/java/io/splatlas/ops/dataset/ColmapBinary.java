package io.splatlas.ops.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads COLMAP's binary files (cameras.bin, images.bin, points3D.bin), as written by
 * src/colmap/scene/reconstruction_io.
 */
final class ColmapBinary {

  private static final int MAX_NAME = 4096;
  private static final int CAMERA_BYTES = 4 + 4 + 8 + 8 + 3 * 8;
  private static final int IMAGE_BYTES = 4 + 7 * 8 + 4 + 1 + 8;
  private static final int OBSERVATION_BYTES = 2 * 8 + 8;
  private static final int POINT_BYTES = 8 + 3 * 8 + 3 + 8 + 8;
  private static final int TRACK_BYTES = 4 + 4;

  private ColmapBinary() {}

  static Map<Integer, CameraIntrinsics> cameras(Path file) throws IOException {
    try (var in = new LittleEndianFile(file)) {
      long count = in.count("number of cameras", CAMERA_BYTES);
      var cameras = new LinkedHashMap<Integer, CameraIntrinsics>();
      for (long i = 0; i < count; i++) {
        String field = "camera " + i;
        int id = in.int32(field);
        var model = ColmapCameraModel.ofId(file, field, in.int32(field));
        long width = in.int64(field);
        long height = in.int64(field);
        double[] parameters = new double[model.parameters()];
        for (int p = 0; p < parameters.length; p++) {
          parameters[p] = in.float64(field);
        }
        cameras.put(id, model.intrinsics(file, field, width, height, parameters));
      }
      in.requireEnd();
      return cameras;
    }
  }

  static List<ColmapModel.Image> images(Path file) throws IOException {
    try (var in = new LittleEndianFile(file)) {
      long count = in.count("number of images", IMAGE_BYTES);
      var images = new ArrayList<ColmapModel.Image>();
      for (long i = 0; i < count; i++) {
        images.add(image(in, "image " + i));
      }
      in.requireEnd();
      return images;
    }
  }

  private static ColmapModel.Image image(LittleEndianFile in, String field) throws IOException {
    int id = in.int32(field);
    double[] q = new double[7];
    for (int i = 0; i < 7; i++) {
      q[i] = in.float64(field);
    }
    int camera = in.int32(field);
    String name = in.text(field, MAX_NAME);
    long observations = in.count(field + ", number of observations", OBSERVATION_BYTES);
    in.skip(observations * OBSERVATION_BYTES, field);
    return new ColmapModel.Image(id, name, camera, pose(in.file(), field, q));
  }

  static double[] pose(Path file, String field, double[] q) throws DatasetException {
    try {
      return PoseConversion.fromColmap(q[0], q[1], q[2], q[3], q[4], q[5], q[6]);
    } catch (IllegalArgumentException e) {
      throw new DatasetException(file, field, String.valueOf(e.getMessage()), e);
    }
  }

  static ColmapModel.Points points(Path file) throws IOException {
    try (var in = new LittleEndianFile(file)) {
      long count = in.count("number of points", POINT_BYTES);
      var points = new ColmapPointsBuilder(file);
      for (long i = 0; i < count; i++) {
        point(in, "point " + i, points);
      }
      in.requireEnd();
      return points.build();
    }
  }

  private static void point(LittleEndianFile in, String field, ColmapPointsBuilder points)
      throws IOException {
    in.skip(8, field);
    double x = in.float64(field);
    double y = in.float64(field);
    double z = in.float64(field);
    points.point(x, y, z, in.uint8(field), in.uint8(field), in.uint8(field));
    in.skip(8, field);
    long track = in.count(field + ", length of track", TRACK_BYTES);
    for (long t = 0; t < track; t++) {
      points.seenBy(in.int32(field));
      in.skip(4, field);
    }
  }
}
