package io.splatlas.ops.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TumReaderTest {

  @TempDir private Path root;
  private Path folder = Path.of("");

  @BeforeEach
  void writeCapture() throws IOException {
    folder = CaptureFixtures.tum(root.resolve("rgbd_dataset_freiburg2_desk"));
  }

  @Test
  void shouldTakeThePoseAndTheDepthNearestInTime() throws IOException {
    Capture capture = CaptureReader.read(folder);
    List<CaptureFrame> frames = capture.frames();
    assertEquals(
        List.of("rgb/0.png", "rgb/1.png", "rgb/3.png"),
        frames.stream().map(CaptureFrame::name).toList());
    assertArrayEquals(
        new double[] {1, 0, 0, 1, 0, 1, 0, 2, 0, 0, 1, 3, 0, 0, 0, 1},
        frames.get(0).cameraToWorld(),
        1e-12);
    // Half a turn about z.
    assertArrayEquals(
        new double[] {-1, 0, 0, 1, 0, -1, 0, 2, 0, 0, 1, 4, 0, 0, 0, 1},
        frames.get(1).cameraToWorld(),
        1e-12);
    assertTrue(frames.get(1).depth().orElseThrow().path().endsWith("depth/1.png"));
    assertEquals(1.0 / 5000, frames.get(1).depth().orElseThrow().metresPerUnit());
    assertTrue(frames.get(2).depth().isEmpty(), "no depth within 0.02 s");
  }

  @Test
  void shouldNameImagesWithoutAPose() throws IOException {
    assertEquals(
        List.of(new MissingFrame("rgb/2.png", "no pose within 0.02 s")),
        CaptureReader.read(folder).missing());
  }

  @Test
  void shouldMoveAnOpenCvCalibrationToPixelCentresAtOneHalf() throws IOException {
    assertEquals(
        CameraIntrinsics.pinhole(8, 6, 10, 11, 4, 3),
        CaptureReader.read(folder).frames().get(0).intrinsics());
  }

  @Test
  void shouldKnowThePublishedCamerasByTheFoldersName() throws IOException {
    Files.delete(folder.resolve("calibration.txt"));
    CameraIntrinsics camera = CaptureReader.read(folder).frames().get(0).intrinsics();
    assertEquals(520.9, camera.fx());
    assertEquals(325.6, camera.cx(), 1e-12);
    assertEquals(0.9172, camera.k3());
  }

  @Test
  void shouldAskForACalibrationWhenTheNameSaysNothing() throws IOException {
    Path other = CaptureFixtures.tum(root.resolve("office"));
    Files.delete(other.resolve("calibration.txt"));
    var thrown = assertThrows(DatasetException.class, () -> CaptureReader.read(other));
    assertEquals("calibration.txt", thrown.field());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rgb.txt|100.0 ../../x.png|leads out",
        "rgb.txt|100.0|a file name",
        "rgb.txt|soon rgb/0.png|not a number",
        "rgb.txt|100.0 rgb/none.png|no image that exists",
        "groundtruth.txt|100 1 2 3 0 0 0|qx qy qz qw",
        "groundtruth.txt|100 1 2 3 0 0 0 0|quaternion",
        "calibration.txt|1 2 3|must be",
        "calibration.txt|0 1 2 3|fx must lie",
      })
  void shouldSayWhatIsWrong(String file, String content, String problem) throws IOException {
    CaptureFixtures.text(folder.resolve(file), content + "\n");
    var thrown = assertThrows(DatasetException.class, () -> CaptureReader.read(folder));
    assertTrue(String.valueOf(thrown.getMessage()).contains(problem), thrown::getMessage);
  }
}
