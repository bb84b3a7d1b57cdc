package io.splatlas.ops.dataset;

import io.splatlas.ops.picture.ImageSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The camera of a nerfstudio frame: each field from the frame, else from the file as a whole. A
 * focal length may be left out where there is {@code camera_angle_x}, a principal point means the
 * middle, a size is taken from the image.
 */
final class NerfstudioCamera {

  private static final Set<String> MODELS =
      Set.of("PINHOLE", "SIMPLE_PINHOLE", "OPENCV", "SIMPLE_RADIAL", "RADIAL", "PERSPECTIVE");

  /** Terms of other lens models: they may be written down as long as they do nothing. */
  private static final List<String> UNSUPPORTED = List.of("k4", "k5", "k6");

  private final JsonObject global;
  private final JsonObject frame;

  private NerfstudioCamera(JsonObject global, JsonObject frame) {
    this.global = global;
    this.frame = frame;
  }

  static CameraIntrinsics read(JsonObject global, JsonObject frame, Path image) throws IOException {
    return new NerfstudioCamera(global, frame).intrinsics(image);
  }

  private CameraIntrinsics intrinsics(Path image) throws IOException {
    requireSupported();
    ImageSize size = size(image);
    double fx = focal("fl_x", "camera_angle_x", size.width());
    double fy =
        optional("fl_y").isEmpty() && optional("camera_angle_y").isEmpty()
            ? fx
            : focal("fl_y", "camera_angle_y", size.height());
    try {
      return new CameraIntrinsics(
          size.width(),
          size.height(),
          fx,
          fy,
          optional("cx").orElse(size.width() / 2.0),
          optional("cy").orElse(size.height() / 2.0),
          optional("k1").orElse(0),
          optional("k2").orElse(0),
          optional("p1").orElse(0),
          optional("p2").orElse(0),
          optional("k3").orElse(0));
    } catch (IllegalArgumentException e) {
      throw new DatasetException(
          frame.file(), frame.pathOf("intrinsics"), String.valueOf(e.getMessage()), e);
    }
  }

  private void requireSupported() throws DatasetException {
    JsonObject source = source("camera_model");
    if (source.has("camera_model")) {
      String model = source.text("camera_model").toUpperCase(Locale.ROOT);
      if (!MODELS.contains(model)) {
        throw source.wrong(
            "camera_model",
            CapturePaths.printable(model) + " is not supported; undistort to one of " + sorted());
      }
    }
    for (String name : UNSUPPORTED) {
      if (optional(name).orElse(0) != 0) {
        throw source(name).wrong(name, "is not supported by the OpenCV model k1 k2 p1 p2 k3");
      }
    }
  }

  private static List<String> sorted() {
    return MODELS.stream().sorted().toList();
  }

  private ImageSize size(Path image) throws IOException {
    if (optional("w").isPresent() && optional("h").isPresent()) {
      return new ImageSize(side("w"), side("h"));
    }
    return ImageFiles.sizeOf(image);
  }

  private int side(String name) throws DatasetException {
    double value = optional(name).orElse(0);
    if (!(value >= 1 && value <= CameraIntrinsics.MAX_SIDE) || value != Math.rint(value)) {
      throw source(name)
          .wrong(name, "must be a whole number from 1 to " + CameraIntrinsics.MAX_SIDE);
    }
    return (int) value;
  }

  private double focal(String name, String angleName, int side) throws DatasetException {
    OptionalDouble focal = optional(name);
    if (focal.isPresent()) {
      return focal.getAsDouble();
    }
    OptionalDouble angle = optional(angleName);
    if (angle.isEmpty()) {
      throw frame.wrong(name, "is missing, and so is " + angleName);
    }
    if (!(angle.getAsDouble() > 0 && angle.getAsDouble() < Math.PI)) {
      throw source(angleName).wrong(angleName, "must lie between 0 and pi radians");
    }
    return 0.5 * side / Math.tan(0.5 * angle.getAsDouble());
  }

  private OptionalDouble optional(String name) throws DatasetException {
    return source(name).optionalNumber(name);
  }

  private JsonObject source(String name) {
    return frame.has(name) ? frame : global;
  }
}
