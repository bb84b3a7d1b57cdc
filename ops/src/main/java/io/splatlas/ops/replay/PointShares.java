package io.splatlas.ops.replay;

import com.google.protobuf.ByteString;
import io.splatlas.ops.dataset.CameraIntrinsics;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.SparsePoints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which map points a robot tells with which frame: each point once, with the first frame that sees
 * it (by its track, or where there are no tracks, by its image), as an odometry that adds to its
 * map would.
 */
public final class PointShares {
  private static final int MAX_POINTS_PER_FRAME = 200_000;

  private final Map<Integer, io.splatlas.proto.v1.SparsePoints> byFrame;

  private PointShares(Map<Integer, io.splatlas.proto.v1.SparsePoints> byFrame) {
    this.byFrame = byFrame;
  }

  /** No points at all. */
  public static PointShares none() {
    return new PointShares(Map.of());
  }

  /** Shares points out among frames in the order in which they are sent. */
  public static PointShares of(SparsePoints points, List<CaptureFrame> frames) {
    boolean[] told = new boolean[points.count()];
    Map<Integer, io.splatlas.proto.v1.SparsePoints> byFrame = new HashMap<>();
    Map<Integer, List<Integer>> tracks = points.hasTracks() ? byTrack(points) : Map.of();
    for (CaptureFrame frame : frames) {
      List<Integer> seen =
          points.hasTracks()
              ? tracks.getOrDefault(frame.index(), List.of())
              : inImage(points, frame);
      List<Integer> fresh =
          seen.stream().filter(i -> !told[i]).limit(MAX_POINTS_PER_FRAME).toList();
      fresh.forEach(i -> told[i] = true);
      if (!fresh.isEmpty()) {
        byFrame.put(frame.index(), message(points, fresh));
      }
    }
    return new PointShares(byFrame);
  }

  /**
   * The points told with a frame.
   *
   * @param frameIndex position in the capture
   */
  public Optional<io.splatlas.proto.v1.SparsePoints> of(int frameIndex) {
    return Optional.ofNullable(byFrame.get(frameIndex));
  }

  private static Map<Integer, List<Integer>> byTrack(SparsePoints points) {
    Map<Integer, List<Integer>> seen = new HashMap<>();
    for (int i = 0; i < points.count(); i++) {
      for (int t = points.trackStart()[i]; t < points.trackStart()[i + 1]; t++) {
        seen.computeIfAbsent(points.trackFrames()[t], frame -> new ArrayList<>()).add(i);
      }
    }
    return seen;
  }

  private static List<Integer> inImage(SparsePoints points, CaptureFrame frame) {
    List<Integer> seen = new ArrayList<>();
    CameraIntrinsics camera = frame.intrinsics();
    double[] c2w = frame.cameraToWorld();
    double[] uv = new double[2];
    for (int i = 0; i < points.count(); i++) {
      double dx = points.xyz()[3 * i] - c2w[3];
      double dy = points.xyz()[3 * i + 1] - c2w[7];
      double dz = points.xyz()[3 * i + 2] - c2w[11];
      double x = c2w[0] * dx + c2w[4] * dy + c2w[8] * dz;
      double y = c2w[1] * dx + c2w[5] * dy + c2w[9] * dz;
      double z = c2w[2] * dx + c2w[6] * dy + c2w[10] * dz;
      if (z > 0
          && camera.project(x, y, z, uv)
          && uv[0] >= 0
          && uv[1] >= 0
          && uv[0] < camera.width()
          && uv[1] < camera.height()) {
        seen.add(i);
      }
    }
    return seen;
  }

  private static io.splatlas.proto.v1.SparsePoints message(
      SparsePoints points, List<Integer> chosen) {
    io.splatlas.proto.v1.SparsePoints.Builder message =
        io.splatlas.proto.v1.SparsePoints.newBuilder();
    byte[] colours = new byte[3 * chosen.size()];
    for (int n = 0; n < chosen.size(); n++) {
      for (int axis = 0; axis < 3; axis++) {
        message.addPositions(points.xyz()[3 * chosen.get(n) + axis]);
        colours[3 * n + axis] = points.rgb()[3 * chosen.get(n) + axis];
      }
    }
    return message.setColours(ByteString.copyFrom(colours)).build();
  }
}
