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

class NerfstudioReaderTest {

  @TempDir private Path folder;

  @BeforeEach
  void writeCapture() throws IOException {
    CaptureFixtures.nerfstudio(folder);
  }

  @Test
  void shouldReadEverythingTheFormatHas() throws IOException {
    Capture capture = CaptureReader.read(folder);
    assertEquals(9, capture.frames().size());
    CaptureFrame frame = capture.frames().get(3);
    assertEquals("images/0003.png", frame.name());
    assertEquals(new CameraIntrinsics(8, 6, 10, 11, 4.5, 3, 0.1, 0, 0, 0, 0), frame.intrinsics());
    assertArrayEquals(
        new double[] {1, 0, 0, 3, 0, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1}, frame.cameraToWorld());
    assertEquals(0.001, frame.depth().orElseThrow().metresPerUnit());
    assertEquals(0.6, frame.timestampSeconds(), 1e-12);
    assertTrue(frame.mask().isPresent());
    assertEquals(List.of(new Label(1, "cup", "object")), capture.labels().orElseThrow());
    SparsePoints points = capture.points().orElseThrow();
    assertArrayEquals(new float[] {1, 2, 3, -1.5f, 0, 100}, points.xyz());
    assertArrayEquals(new byte[] {10, 20, 30, -1, 0, -128}, points.rgb());
  }

  @Test
  void shouldNameImagesThatAreListedAndMissing() throws IOException {
    Capture capture = CaptureReader.read(folder);
    assertEquals(
        List.of(new MissingFrame("images/0009.png", "the image does not exist")),
        capture.missing());
  }

  @Test
  void shouldKeepAFrameWhoseDepthIsMissing() throws IOException {
    Files.delete(folder.resolve("depth/0002.png"));
    Capture capture = CaptureReader.read(folder);
    assertTrue(capture.frames().get(2).depth().isEmpty());
    assertTrue(capture.missing().stream().anyMatch(m -> m.file().equals("depth/0002.png")));
  }

  @Test
  void shouldHoldOutEveryEighthInNameOrderWhenNothingElseIsSaid() throws IOException {
    Capture capture = CaptureReader.read(folder);
    assertEquals(
        List.of(0, 8), capture.frames(Split.TEST).stream().map(CaptureFrame::index).toList());
  }

  @Test
  void shouldFollowTheListsOfFiles() throws IOException {
    frames(
        "\"train_filenames\": [\"./images/0000.png\"], \"val_filenames\": [\"images/0001.png\"],",
        CaptureFixtures.frame("images/0000.png", 0),
        CaptureFixtures.frame("images/0001.png", 1),
        CaptureFixtures.frame("images/0002.png", 2));
    Capture capture = CaptureReader.read(folder);
    assertEquals(
        List.of(Split.TRAIN, Split.TEST), capture.frames().stream().map(f -> f.split()).toList());
    assertEquals("images/0002.png", capture.missing().get(0).file());
  }

  @Test
  void shouldMeasureOnWhatIsInBothLists() throws IOException {
    frames(
        "\"train_filenames\": [\"images/0000.png\", \"images/0001.png\"],"
            + "\"test_filenames\": [\"images/0001.png\"],",
        CaptureFixtures.frame("images/0000.png", 0),
        CaptureFixtures.frame("images/0001.png", 1));
    assertEquals(Split.TEST, CaptureReader.read(folder).frames().get(1).split());
  }

  @Test
  void shouldPreferTheSplitOfTheFrames() throws IOException {
    frames(
        "\"train_filenames\": [\"images/0000.png\"],",
        with(CaptureFixtures.frame("images/0000.png", 0), "\"split\": \"val\""),
        with(CaptureFixtures.frame("images/0001.png", 1), "\"split\": \"train\""));
    Capture capture = CaptureReader.read(folder);
    assertEquals(
        List.of(Split.TEST, Split.TRAIN), capture.frames().stream().map(f -> f.split()).toList());
  }

  @Test
  void shouldOrderFramesByTimeWhereAllHaveOne() throws IOException {
    frames(
        "",
        with(CaptureFixtures.frame("images/0000.png", 0), "\"timestamp\": 7.5"),
        with(CaptureFixtures.frame("images/0001.png", 1), "\"timestamp\": 2"));
    Capture capture = CaptureReader.read(folder);
    assertEquals("images/0001.png", capture.frames().get(0).name());
    assertEquals(0, capture.frames().get(0).index());
    assertEquals(7.5, capture.frames().get(1).timestampSeconds());
  }

  @Test
  void shouldTakeTheCameraFromTheFrameFirst() throws IOException {
    frames("", with(CaptureFixtures.frame("images/0000.png", 0), "\"fl_x\": 99, \"k1\": 0"));
    CameraIntrinsics camera = CaptureReader.read(folder).frames().get(0).intrinsics();
    assertEquals(99, camera.fx());
    assertEquals(11, camera.fy());
    assertEquals(0, camera.k1());
  }

  @Test
  void shouldFallBackToTheFieldOfViewAndTheSizeOfTheImage() throws IOException {
    CaptureFixtures.text(
        folder.resolve("transforms.json"),
        "{\"camera_angle_x\": %s, \"frames\": [%s]}"
            .formatted(Math.PI / 2, CaptureFixtures.frame("./images/0000", 0)));
    CameraIntrinsics camera = CaptureReader.read(folder).frames().get(0).intrinsics();
    assertEquals(4, camera.fx(), 1e-12);
    assertEquals(CameraIntrinsics.pinhole(8, 6, camera.fx(), camera.fx(), 4, 3), camera);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"file_path\": \"../secret.png\"|file_path|leads out",
        "\"file_path\": \"/etc/passwd\"|file_path|leads out",
        "\"file_path\": \"images/../../x.png\"|file_path|leads out",
        "\"file_path\": 7|file_path|must be a text",
        "\"file_path\": \"\"|file_path|file name",
        "\"depth_file_path\": \"../../d.png\"|depth_file_path|leads out",
        "\"instance_file_path\": []|instance_file_path|must be a text",
        "\"transform_matrix\": 3|transform_matrix|4 rows",
        "\"transform_matrix\": [[1,0,0],[0,1,0],[0,0,1]]|transform_matrix|row 0",
        "\"transform_matrix\": [[2,0,0,0],[0,2,0,0],[0,0,2,0],[0,0,0,1]]|transform_matrix|rigid",
        "\"transform_matrix\": [[1,0,0,\"a\"],[0,1,0,0],[0,0,1,0],[0,0,0,1]]|transform_matrix[0][3]|number",
        "\"transform_matrix\": [[1,0,0,1e999],[0,1,0,0],[0,0,1,0],[0,0,0,1]]|transform_matrix[0][3]|finite",
        "\"timestamp\": {}|timestamp|must be a number",
        "\"split\": \"maybe\"|split|train, test or val",
        "\"w\": 8.5|w|whole number",
        "\"w\": 1e12|w|whole number",
        "\"fl_x\": -1|intrinsics|fx must lie",
        "\"camera_model\": \"OPENCV_FISHEYE\"|camera_model|not supported",
        "\"k4\": 0.1|k4|not supported",
        "\"depth_unit_scale_factor\": 0|depth_unit_scale_factor|positive",
      })
  void shouldNameTheFieldThatIsWrong(String field, String name, String problem) throws IOException {
    frames("", with(CaptureFixtures.frame("images/0000.png", 0), field));
    var thrown = assertThrows(DatasetException.class, () -> CaptureReader.read(folder));
    assertEquals("frames[0]." + name, thrown.field());
    assertTrue(thrown.file().endsWith("transforms.json"));
    assertTrue(String.valueOf(thrown.getMessage()).contains(problem), thrown::getMessage);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|empty",
        "[1, 2]|must be an object",
        "{|not JSON",
        "{\"frames\": 3}|must be an array",
        "{\"frames\": [3]}|must be an object",
        "{\"frames\": []}|no frame",
        "{}|is missing",
        "{\"frames\": []} x|not JSON"
      })
  void shouldRefuseJsonOfAnotherShape(String json, String problem) throws IOException {
    CaptureFixtures.text(folder.resolve("transforms.json"), json);
    var thrown = assertThrows(DatasetException.class, () -> CaptureReader.read(folder));
    assertTrue(String.valueOf(thrown.getMessage()).contains(problem), thrown::getMessage);
  }

  @Test
  void shouldRefuseJsonNestedWithoutEnd() throws IOException {
    CaptureFixtures.text(folder.resolve("transforms.json"), "[".repeat(100_000));
    assertThrows(DatasetException.class, () -> CaptureReader.read(folder));
  }

  @Test
  void shouldRefuseLabelsThatAreThereTwice() throws IOException {
    CaptureFixtures.text(
        folder.resolve("labels.json"),
        "[{\"id\": 1, \"name\": \"a\"}, {\"id\": 1, \"name\": \"b\"}]");
    var thrown = assertThrows(DatasetException.class, () -> CaptureReader.read(folder));
    assertEquals("[1].id", thrown.field());
  }

  private void frames(String globals, String... frames) throws IOException {
    CaptureFixtures.transforms(folder, globals, String.join(",", frames));
  }

  /** A frame with a field more; the last of two equal fields counts. */
  private static String with(String frame, String field) {
    return frame.substring(0, frame.length() - 1) + ", " + field + "}";
  }
}
