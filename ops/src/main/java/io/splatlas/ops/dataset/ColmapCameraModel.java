package io.splatlas.ops.dataset;

import java.nio.file.Path;
import java.util.Optional;

/** COLMAP's camera models that are, or can be written as, a pinhole with OpenCV distortion. */
enum ColmapCameraModel {
  SIMPLE_PINHOLE(0, 3),
  PINHOLE(1, 4),
  SIMPLE_RADIAL(2, 4),
  RADIAL(3, 5),
  OPENCV(4, 8);

  private final int id;
  private final int parameters;

  ColmapCameraModel(int id, int parameters) {
    this.id = id;
    this.parameters = parameters;
  }

  int parameters() {
    return parameters;
  }

  static ColmapCameraModel ofId(Path file, String field, int id) throws DatasetException {
    for (ColmapCameraModel model : values()) {
      if (model.id == id) {
        return model;
      }
    }
    throw unsupported(file, field, "number " + id);
  }

  static ColmapCameraModel ofName(Path file, String field, String name) throws DatasetException {
    Optional<ColmapCameraModel> found = Optional.empty();
    for (ColmapCameraModel model : values()) {
      if (model.name().equals(name)) {
        found = Optional.of(model);
      }
    }
    if (found.isEmpty()) {
      throw unsupported(file, field, CapturePaths.printable(name));
    }
    return found.get();
  }

  private static DatasetException unsupported(Path file, String field, String what) {
    return new DatasetException(
        file,
        field,
        "camera model "
            + what
            + " is not supported; run COLMAP's image_undistorter, or use SIMPLE_PINHOLE, PINHOLE,"
            + " SIMPLE_RADIAL, RADIAL or OPENCV");
  }

  CameraIntrinsics intrinsics(Path file, String field, long width, long height, double[] p)
      throws DatasetException {
    if (width < 1
        || height < 1
        || width > CameraIntrinsics.MAX_SIDE
        || height > CameraIntrinsics.MAX_SIDE) {
      throw new DatasetException(file, field, "the camera is " + width + "x" + height + " pixels");
    }
    int w = (int) width;
    int h = (int) height;
    try {
      return switch (this) {
        case SIMPLE_PINHOLE -> CameraIntrinsics.pinhole(w, h, p[0], p[0], p[1], p[2]);
        case PINHOLE -> CameraIntrinsics.pinhole(w, h, p[0], p[1], p[2], p[3]);
        case SIMPLE_RADIAL -> new CameraIntrinsics(w, h, p[0], p[0], p[1], p[2], p[3], 0, 0, 0, 0);
        case RADIAL -> new CameraIntrinsics(w, h, p[0], p[0], p[1], p[2], p[3], p[4], 0, 0, 0);
        case OPENCV ->
            new CameraIntrinsics(w, h, p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], 0);
      };
    } catch (IllegalArgumentException e) {
      throw new DatasetException(file, field, String.valueOf(e.getMessage()), e);
    }
  }
}
