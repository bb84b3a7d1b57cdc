package io.splatlas.ops.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColmapReaderTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldReadBinaryAndTextAlike(boolean binary) throws IOException {
    Capture capture = capture(binary);
    List<CaptureFrame> frames = capture.frames();
    assertEquals(
        List.of("images/a.png", "images/b.png", "images/c.png"),
        frames.stream().map(CaptureFrame::name).toList());
    assertEquals(Split.TEST, frames.get(0).split());
    assertEquals(Split.TRAIN, frames.get(1).split());
    assertEquals(
        new CameraIntrinsics(8, 6, 10, 11, 4, 3, 0.1, 0.2, 0.3, 0.4, 0),
        frames.get(0).intrinsics());
    assertEquals(CameraIntrinsics.pinhole(8, 6, 10, 10, 4, 3), frames.get(1).intrinsics());
    // Half a turn about x: R' = diag(1, -1, -1), centre -R' t.
    assertArrayEquals(
        new double[] {1, 0, 0, -1, 0, -1, 0, 2, 0, 0, -1, 3, 0, 0, 0, 1},
        frames.get(0).cameraToWorld(),
        1e-12);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldSayWhichFramesSeeAPoint(boolean binary) throws IOException {
    SparsePoints points = capture(binary).points().orElseThrow();
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, points.xyz());
    assertArrayEquals(new byte[] {1, 2, -1, 7, 8, 9}, points.rgb());
    assertTrue(points.hasTracks());
    assertArrayEquals(new int[] {0, 2, 3}, points.trackStart());
    assertArrayEquals(new int[] {2, 0, 1}, points.trackFrames());
  }

  @Test
  void shouldLeaveMissingImagesOutOfTracks() throws IOException {
    CaptureFixtures.colmapBinary(folder);
    Files.delete(folder.resolve("images/a.png"));
    Capture capture = CaptureReader.read(folder);
    assertEquals(List.of(new MissingFrame("a.png", "the image does not exist")), capture.missing());
    SparsePoints points = capture.points().orElseThrow();
    assertArrayEquals(new int[] {0, 1, 2}, points.trackStart());
    assertArrayEquals(new int[] {1, 0}, points.trackFrames());
  }

  @ParameterizedTest
  @CsvSource({"cameras,number of cameras", "images,number of images", "points3D,number of points"})
  void shouldRefuseCountsThatTheFileCannotHold(String name, String field) throws IOException {
    CaptureFixtures.colmapBinary(folder);
    for (long count : new long[] {1L << 40, -1, Long.MAX_VALUE, 100}) {
      Files.write(
          folder.resolve("sparse/0/" + name + ".bin"),
          new CaptureFixtures.Binary().int64(count).bytes());
      var thrown = assertThrows(DatasetException.class, () -> CaptureReader.read(folder));
      assertEquals(field, thrown.field());
    }
  }

  @Test
  void shouldRefuseEveryTruncation() throws IOException {
    CaptureFixtures.colmapBinary(folder);
    for (String name : new String[] {"cameras.bin", "images.bin", "points3D.bin"}) {
      Path file = folder.resolve("sparse/0").resolve(name);
      byte[] whole = Files.readAllBytes(file);
      for (int length = 0; length < whole.length; length++) {
        Files.write(file, Arrays.copyOf(whole, length));
        assertThrows(DatasetException.class, () -> CaptureReader.read(folder), name);
      }
      Files.write(file, whole);
    }
  }

  @Test
  void shouldRefuseAnImageOutsideTheFolder() throws IOException {
    CaptureFixtures.colmapText(folder);
    CaptureFixtures.text(
        folder.resolve("sparse/0/images.txt"), "3 1 0 0 0 0 0 0 1 ../../etc/x.png\n\n");
    var thrown = assertThrows(DatasetException.class, () -> CaptureReader.read(folder));
    assertTrue(String.valueOf(thrown.getMessage()).contains("leads out"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cameras.txt|1 FISHEYE 8 6 1 2 3|not supported",
        "cameras.txt|1 PINHOLE 8 6 1 2 3|4 parameters",
        "cameras.txt|1 PINHOLE 8 0 1 2 3 4|8x0",
        "cameras.txt|1 PINHOLE 8 6 -1 2 3 4|fx must lie",
        "images.txt|1 0 0 0 0 0 0 0 1 a.png|quaternion",
        "images.txt|1 1 0 0 0 0 0 0 5 a.png|camera 5",
        "images.txt|1 1 0 0|IMAGE_ID",
        "images.txt|1 one 0 0 0 0 0 0 1 a.png|not a number",
        "points3D.txt|1 NaN 0 0 1 2 3 0|not a finite number",
        "points3D.txt|1 1e20 0 0 1 2 3 0|coordinate",
      })
  void shouldSayWhatIsWrongInTextFiles(String file, String content, String problem)
      throws IOException {
    CaptureFixtures.colmapText(folder);
    CaptureFixtures.text(folder.resolve("sparse/0").resolve(file), content + "\n");
    var thrown = assertThrows(DatasetException.class, () -> CaptureReader.read(folder));
    assertTrue(String.valueOf(thrown.getMessage()).contains(problem), thrown::getMessage);
  }

  @Test
  void shouldSayWhatWasLookedForInAFolderOfAnotherKind() {
    var thrown = assertThrows(DatasetException.class, () -> CaptureReader.read(folder));
    for (String hint : List.of("transforms.json", "sparse/0", "rgb.txt")) {
      assertTrue(String.valueOf(thrown.getMessage()).contains(hint), thrown::getMessage);
    }
    assertThrows(DatasetException.class, () -> CaptureReader.read(folder.resolve("nowhere")));
  }

  private Capture capture(boolean binary) throws IOException {
    return CaptureReader.read(
        binary ? CaptureFixtures.colmapBinary(folder) : CaptureFixtures.colmapText(folder));
  }
}
