package io.splatlas.gateway.convert;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gateway.status.Violations;
import io.splatlas.gpu.Camera;
import io.splatlas.proto.v1.CameraAxes;
import io.splatlas.proto.v1.Pose;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CameraPosesTest {
  private static final double[] IDENTITY = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};

  @Test
  void shouldLeaveOpenCvAxesAlone() {
    assertArrayEquals(IDENTITY, CameraPoses.toOpenCv(IDENTITY, CameraAxes.CAMERA_AXES_OPENCV));
  }

  @Test
  void shouldSeeAtTheSamePixelFromEitherConvention() {
    // An OpenGL camera at the origin with the world's axes looks along -z with y up.
    double[] openCv = CameraPoses.toOpenCv(IDENTITY, CameraAxes.CAMERA_AXES_OPENGL);
    Camera camera = Camera.fromCameraToWorld(100, 100, 50, 50, 50, 50, openCv);
    double[] seen = project(camera, new double[] {1, 2, -10});
    assertEquals(50 + 50 * 0.1, seen[0], 1e-9);
    assertEquals(50 - 50 * 0.2, seen[1], 1e-9, "what is up in the world is up in the image");
    assertTrue(seen[2] > 0, "the point is in front of the camera");
  }

  @Test
  void shouldComeBackWhenTurnedTwice() {
    Random random = new Random(1);
    for (int round = 0; round < 100; round++) {
      double[] pose = random.doubles(16, -5, 5).toArray();
      double[] twice =
          CameraPoses.toOpenCv(
              CameraPoses.toOpenCv(pose, CameraAxes.CAMERA_AXES_OPENGL),
              CameraAxes.CAMERA_AXES_OPENGL);
      assertArrayEquals(pose, twice);
    }
  }

  @Test
  void shouldCopyAMatrixOfTheWrongSize() {
    assertArrayEquals(
        new double[] {1, 2},
        CameraPoses.toOpenCv(new double[] {1, 2}, CameraAxes.CAMERA_AXES_OPENGL));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1.0004, 0",
    "0, 1.01, 1",
    "0, -1, 1",
    "3, 1000000, 0",
    "3, 1000001, 1",
    "7, NaN, 1",
    "11, Infinity, 1",
    "12, 0.5, 1",
    "15, 0, 1",
    "1, 0.0009, 0",
    "1, 0.01, 1"
  })
  void shouldJudgeAPoseByItsValues(int index, double value, int faults) {
    double[] values = IDENTITY.clone();
    values[index] = value;
    Violations violations = new Violations();
    CameraPoses.check(pose(CameraAxes.CAMERA_AXES_OPENCV, values), "pose", violations);
    assertEquals(faults, violations.count());
  }

  @Test
  void shouldRequireSixteenValuesAndAxes() {
    Violations violations = new Violations();
    CameraPoses.check(pose(CameraAxes.CAMERA_AXES_UNSPECIFIED, 1, 2, 3), "pose", violations);
    assertEquals(2, violations.count());
  }

  private static Pose pose(CameraAxes axes, double... values) {
    Pose.Builder pose = Pose.newBuilder().setAxes(axes);
    for (double value : values) {
      pose.addCameraToWorld(value);
    }
    return pose.build();
  }

  private static double[] project(Camera camera, double[] point) {
    double[] w = camera.worldToCamera();
    double[] c = new double[3];
    for (int row = 0; row < 3; row++) {
      c[row] =
          w[4 * row] * point[0]
              + w[4 * row + 1] * point[1]
              + w[4 * row + 2] * point[2]
              + w[4 * row + 3];
    }
    return new double[] {
      camera.fx() * c[0] / c[2] + camera.cx(), camera.fy() * c[1] / c[2] + camera.cy(), c[2]
    };
  }
}
