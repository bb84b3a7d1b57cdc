package io.splatlas.ops.cli;

import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.CaptureReader;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.dataset.MissingFrame;
import io.splatlas.ops.dataset.PoseNoise;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a capture on disk is streamed. */
final class CaptureChoice {
  @Option(
      names = "--fps",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "Frames a second; 0 = as fast as the server's credit allows. Default ${DEFAULT-VALUE}.")
  private double fps;

  @Option(
      names = "--max-width",
      paramLabel = "PIXELS",
      description = "Scale wider images down to this width.")
  private @Nullable Integer maxWidth;

  @Option(names = "--no-depth", description = "Do not send depth images.")
  private boolean noDepth;

  @Option(
      names = "--points",
      negatable = true,
      description =
          "Send the capture's sparse points along. Default: those of COLMAP, as they come from the photographs.")
  private @Nullable Boolean points;

  @Option(
      names = "--pose-noise",
      paramLabel = "METRES,DEGREES",
      description =
          "Move every training camera by this length in a random direction and turn it by this angle about a random axis.")
  private @Nullable String poseNoise;

  /** The capture as a robot with the chosen odometry would tell it. */
  Capture disturbed(Capture capture) {
    String noise = poseNoise;
    if (noise == null) {
      return capture;
    }
    try {
      String[] parts = noise.split(",", -1);
      if (parts.length != 2) {
        throw new UserError("--pose-noise takes METRES,DEGREES, not " + noise);
      }
      return new PoseNoise(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]), 1)
          .applied(capture);
    } catch (IllegalArgumentException wrong) {
      throw new UserError("--pose-noise: " + wrong.getMessage());
    }
  }

  double fps() {
    if (!(fps >= 0 && fps <= 1000)) {
      throw new UserError("--fps must be 0 to 1000, not " + fps);
    }
    return fps;
  }

  boolean withDepth() {
    return !noDepth;
  }

  boolean withPoints(Path folder) {
    return points != null ? points : Files.isDirectory(folder.resolve("sparse"));
  }

  FramePreparer preparer() {
    int width = Optional.ofNullable(maxWidth).orElse(FramePreparer.FULL_SIZE);
    if (width < 16) {
      throw new UserError("--max-width must be at least 16 pixels, not " + width);
    }
    return new FramePreparer(width);
  }

  /** Reads a capture and names what it lists and does not have. */
  static Capture read(Path folder, PrintWriter err) throws IOException {
    Capture capture = CaptureReader.read(folder);
    List<MissingFrame> missing = capture.missing();
    if (!missing.isEmpty()) {
      err.println(
          "splatlas: %d of %d listed images are missing and left out:"
              .formatted(missing.size(), missing.size() + capture.frames().size()));
      missing.forEach(frame -> err.println("  " + frame.file() + ": " + frame.reason()));
      err.flush();
    }
    return capture;
  }
}
