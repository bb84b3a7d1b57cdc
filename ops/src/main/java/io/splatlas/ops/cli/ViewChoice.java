package io.splatlas.ops.cli;

import io.splatlas.ops.client.Views;
import io.splatlas.ops.dataset.CameraIntrinsics;
import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.CaptureReader;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.proto.v1.CameraAxes;
import io.splatlas.proto.v1.Intrinsics;
import io.splatlas.proto.v1.Pose;
import io.splatlas.proto.v1.Scene;
import io.splatlas.proto.v1.View;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * From where a picture is taken: a pose, a frame of a capture, or else where the scene's newest
 * frame was.
 */
final class ViewChoice {
  private static final int MATRIX = 16;

  @Option(
      names = "--pose",
      paramLabel = "M",
      split = "[ ,]+",
      description =
          "Camera-to-world matrix, 16 numbers row by row, OpenCV axes (x right, y down, z forward), metres.")
  private double @Nullable [] pose;

  @Option(
      names = "--like",
      paramLabel = "DIR",
      description = "Take the pose of a frame of this capture.")
  private @Nullable Path like;

  @Option(
      names = "--frame",
      paramLabel = "N",
      defaultValue = "0",
      description = "Which frame of --like, from 0.")
  private int frame;

  @Option(
      names = "--width",
      paramLabel = "PIXELS",
      description = "Width of the picture; the height follows. Default: as captured.")
  private @Nullable Integer width;

  /** The view, without layers. */
  View.Builder of(Scene scene) throws IOException {
    if (like != null) {
      Capture capture = CaptureReader.read(like);
      if (frame < 0 || frame >= capture.frames().size()) {
        throw new UserError(
            "--frame must be 0 to %d, not %d".formatted(capture.frames().size() - 1, frame));
      }
      CaptureFrame chosen = capture.frames().get(frame);
      CameraIntrinsics camera = new FramePreparer(FramePreparer.FULL_SIZE).intrinsics(chosen);
      return View.newBuilder()
          .setPose(Views.pose(chosen.cameraToWorld()))
          .setIntrinsics(scaled(Views.pinhole(camera)));
    }
    if (!scene.hasNewestPose()) {
      throw new UserError(
          "the scene has no frame yet",
          "stream one with: splatlas replay DIR --scene " + scene.getId());
    }
    return View.newBuilder()
        .setPose(asked().orElse(scene.getNewestPose()))
        .setIntrinsics(scaled(scene.getNewestIntrinsics()));
  }

  private Optional<Pose> asked() {
    if (pose == null) {
      return Optional.empty();
    }
    if (pose.length != MATRIX) {
      throw new UserError("--pose takes 16 numbers, got " + pose.length);
    }
    List<Double> values = Arrays.stream(pose).boxed().toList();
    return Optional.of(
        Pose.newBuilder()
            .setAxes(CameraAxes.CAMERA_AXES_OPENCV)
            .addAllCameraToWorld(values)
            .build());
  }

  private Intrinsics scaled(Intrinsics camera) {
    if (width == null) {
      return camera;
    }
    double factor = (double) width / camera.getWidth();
    int height = (int) Math.max(1, Math.round(camera.getHeight() * factor));
    double vertical = (double) height / camera.getHeight();
    return Intrinsics.newBuilder()
        .setWidth(width)
        .setHeight(height)
        .setFx(camera.getFx() * factor)
        .setFy(camera.getFy() * vertical)
        .setCx(camera.getCx() * factor)
        .setCy(camera.getCy() * vertical)
        .build();
  }
}
