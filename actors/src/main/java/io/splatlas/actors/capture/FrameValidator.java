package io.splatlas.actors.capture;

import io.splatlas.actors.geometry.Poses;
import io.splatlas.actors.image.DecodeException;
import io.splatlas.actors.image.DecodeLimits;
import io.splatlas.actors.image.DecodeMemory;
import io.splatlas.actors.image.ImageDecoder;
import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.FrameAnswer.Refusal;
import io.splatlas.actors.model.FrameAnswer.RefusalReason;
import io.splatlas.actors.model.PosedFrame;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a frame is fit to be kept. The first fault found is the answer, in this order: fields
 * that are missing; bytes and points that are too many; intrinsics; pose; depth scale; points; and
 * only then, because it is the costly one, that image and depth decode to the size of the
 * intrinsics. Thread-safe.
 */
public final class FrameValidator {
  /** Most points in a frame. */
  public static final int MAX_POINTS = 200_000;

  private final DecodeLimits limits;
  private final ImageDecoder decoder;

  public FrameValidator(DecodeLimits limits) {
    this.limits = limits;
    this.decoder = new ImageDecoder(limits);
  }

  /**
   * Checks everything but the pixels; takes microseconds (a pass over the points).
   *
   * @param camera the frame's intrinsics or its stream's
   */
  public Optional<Refusal> checkValues(PosedFrame frame, @Nullable CameraModel camera) {
    if (camera == null) {
      return refuse(
          RefusalReason.MISSING_FIELD,
          "intrinsics",
          "neither this frame nor OpenCapture brought intrinsics");
    }
    return missing(frame)
        .or(() -> tooLarge(frame))
        .or(() -> checkCamera(camera))
        .or(() -> pose(frame.cameraToWorld()))
        .or(() -> depthScale(frame))
        .or(() -> points(frame));
  }

  private static Optional<Refusal> missing(PosedFrame frame) {
    if (frame.image().length == 0) {
      return refuse(RefusalReason.MISSING_FIELD, "image", "the image is empty");
    }
    if (frame.cameraToWorld().length == 0) {
      return refuse(
          RefusalReason.MISSING_FIELD, "pose.camera_to_world", "expected 16 values, got none");
    }
    if (frame.depthPng() != null && frame.depthPng().length == 0) {
      return refuse(RefusalReason.MISSING_FIELD, "depth.png16", "the depth image is empty");
    }
    return Optional.empty();
  }

  private Optional<Refusal> tooLarge(PosedFrame frame) {
    if (frame.image().length > limits.maxBytes()) {
      return tooLarge("image", frame.image().length, limits.maxBytes(), "bytes");
    }
    if (frame.depthPng() != null && frame.depthPng().length > limits.maxBytes()) {
      return tooLarge("depth.png16", frame.depthPng().length, limits.maxBytes(), "bytes");
    }
    if (frame.points().length > 3 * MAX_POINTS) {
      return tooLarge("points.positions", frame.points().length / 3, MAX_POINTS, "points");
    }
    return Optional.empty();
  }

  private static Optional<Refusal> tooLarge(String field, int found, int limit, String unit) {
    return refuse(
        RefusalReason.TOO_LARGE, field, "%,d %s, at most %,d".formatted(found, unit, limit));
  }

  /** Checks intrinsics; paths begin with {@code intrinsics}. */
  public Optional<Refusal> checkCamera(CameraModel camera) {
    return side("intrinsics.width", camera.width())
        .or(() -> side("intrinsics.height", camera.height()))
        .or(() -> positive("intrinsics.fx", camera.fx()))
        .or(() -> positive("intrinsics.fy", camera.fy()))
        .or(() -> finite("intrinsics.cx", camera.cx()))
        .or(() -> finite("intrinsics.cy", camera.cy()))
        .or(() -> finite("intrinsics.distortion.k1", camera.k1()))
        .or(() -> finite("intrinsics.distortion.k2", camera.k2()))
        .or(() -> finite("intrinsics.distortion.p1", camera.p1()))
        .or(() -> finite("intrinsics.distortion.p2", camera.p2()))
        .or(() -> finite("intrinsics.distortion.k3", camera.k3()))
        .or(() -> pixels(camera));
  }

  private Optional<Refusal> side(String field, int value) {
    return value >= 1 && value <= limits.maxSide()
        ? Optional.empty()
        : refuse(
            RefusalReason.OUT_OF_RANGE,
            field,
            "expected 1 to " + limits.maxSide() + ", got " + Integer.toUnsignedString(value));
  }

  private Optional<Refusal> pixels(CameraModel camera) {
    long pixels = (long) camera.width() * camera.height();
    return pixels <= limits.maxPixels()
        ? Optional.empty()
        : refuse(
            RefusalReason.TOO_LARGE,
            "intrinsics",
            "%,d pixels, at most %,d".formatted(pixels, limits.maxPixels()));
  }

  private static Optional<Refusal> positive(String field, double value) {
    return Double.isFinite(value) && value > 0
        ? Optional.empty()
        : refuse(
            RefusalReason.OUT_OF_RANGE, field, "expected a finite positive number, got " + value);
  }

  private static Optional<Refusal> finite(String field, double value) {
    return Double.isFinite(value)
        ? Optional.empty()
        : refuse(RefusalReason.OUT_OF_RANGE, field, "expected a finite number, got " + value);
  }

  private static Optional<Refusal> pose(double[] cameraToWorld) {
    return Poses.check(cameraToWorld)
        .map(
            problem ->
                new Refusal(
                    switch (problem.fault()) {
                      case MISSING -> RefusalReason.MISSING_FIELD;
                      case OUT_OF_RANGE -> RefusalReason.OUT_OF_RANGE;
                      case NOT_RIGID -> RefusalReason.POSE_NOT_RIGID;
                    },
                    "pose.camera_to_world",
                    problem.detail()));
  }

  private static Optional<Refusal> depthScale(PosedFrame frame) {
    return frame.depthPng() == null
        ? Optional.empty()
        : positive("depth.metres_per_unit", frame.depthMetresPerUnit());
  }

  private static Optional<Refusal> points(PosedFrame frame) {
    float[] points = frame.points();
    if (points.length % 3 != 0) {
      return refuse(
          RefusalReason.SIZE_MISMATCH,
          "points.positions",
          "expected three values a point, got " + points.length);
    }
    if (frame.pointColours().length != 0 && frame.pointColours().length != points.length) {
      return refuse(
          RefusalReason.SIZE_MISMATCH,
          "points.colours",
          "expected no colours or three bytes for each of %d points, got %d bytes"
              .formatted(points.length / 3, frame.pointColours().length));
    }
    for (int i = 0; i < points.length; i++) {
      if (!Float.isFinite(points[i])) {
        return refuse(
            RefusalReason.OUT_OF_RANGE,
            "points.positions",
            "value " + i + " is " + points[i] + ", expected a finite number");
      }
    }
    return Optional.empty();
  }

  /**
   * Proves that image and depth can be decoded; takes milliseconds.
   *
   * @param camera checked by {@link #checkValues}
   */
  public Optional<Refusal> checkPixels(PosedFrame frame, CameraModel camera) {
    return DecodeMemory.ofHeap()
        .within(camera.width(), camera.height(), () -> checkPixelsNow(frame, camera));
  }

  private Optional<Refusal> checkPixelsNow(PosedFrame frame, CameraModel camera) {
    String field = "image";
    try {
      decoder.colour(frame.encoding(), frame.image(), camera.width(), camera.height());
      if (frame.depthPng() != null) {
        field = "depth.png16";
        decoder.depth(frame.depthPng(), camera.width(), camera.height());
      }
      return Optional.empty();
    } catch (DecodeException e) {
      return refuse(reason(e.fault()), field, e.detail());
    }
  }

  private static RefusalReason reason(DecodeException.Fault fault) {
    return switch (fault) {
      case UNDECODABLE -> RefusalReason.UNDECODABLE;
      case SIZE_MISMATCH -> RefusalReason.SIZE_MISMATCH;
      case TOO_LARGE -> RefusalReason.TOO_LARGE;
    };
  }

  private static Optional<Refusal> refuse(RefusalReason reason, String field, String detail) {
    return Optional.of(new Refusal(reason, field, detail));
  }
}
