package io.splatlas.actors.distill;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.FeatureMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GridFilesTest {
  /** Header, six values, checksum. */
  private static final long SIZE = 12 + 6 * 4 + 4;

  @TempDir Path folder = Path.of("");
  private Path grids = Path.of("");

  @BeforeEach
  void place() {
    grids = folder.resolve("grids");
  }

  private static FeatureMap map(float first) {
    return new FeatureMap(1, 2, 3, new float[] {first, -0.5f, 1e-20f, Float.NaN, 3e38f, 0});
  }

  private static float first(Optional<FeatureMap> map) {
    return map.orElseThrow().values()[0];
  }

  @Test
  void shouldGiveBackToTheBitWhatWasWritten() throws IOException {
    GridFiles.open(grids, 2 * SIZE).write("a1", map(0.25f));
    GridFiles opened = GridFiles.open(grids, 2 * SIZE);
    FeatureMap read = opened.read("a1").orElseThrow();
    assertEquals(1, read.width());
    assertEquals(2, read.height());
    assertArrayEquals(map(0.25f).values(), read.values());
    assertEquals(SIZE, opened.bytes());
    assertTrue(opened.read("b2").isEmpty());
  }

  @Test
  void shouldLetGoOfWhatWasNotAskedForLongest() throws IOException {
    GridFiles files = GridFiles.open(grids, 2 * SIZE);
    files.write("a", map(1));
    files.write("b", map(2));
    files.read("a");
    files.write("c", map(3));
    assertEquals(1, first(files.read("a")));
    assertTrue(files.read("b").isEmpty());
    assertEquals(3, first(files.read("c")));
    assertEquals(2 * SIZE, files.bytes());
    files.write("c", map(4));
    assertEquals(4, first(files.read("c")));
    assertEquals(2 * SIZE, files.bytes(), "what is replaced counts once");
  }

  @Test
  void shouldNotBreakASmallBudgetForALargeMap() throws IOException {
    GridFiles files = GridFiles.open(grids, SIZE - 1);
    files.write("a", map(1));
    assertTrue(files.read("a").isEmpty());
    assertEquals(0, files.bytes());
  }

  @Test
  void shouldOpenWithinTheBudgetAndWithoutHalfAFile() throws IOException {
    GridFiles files = GridFiles.open(grids, 3 * SIZE);
    files.write("a", map(1));
    files.write("b", map(2));
    Files.write(grids.resolve("c.part"), new byte[7]);
    GridFiles smaller = GridFiles.open(grids, SIZE);
    assertEquals(SIZE, smaller.bytes());
    assertFalse(Files.exists(grids.resolve("c.part")));
  }

  @Test
  void shouldRefuseWhatIsDamagedOnceAndForgetIt() throws IOException {
    GridFiles files = GridFiles.open(grids, 2 * SIZE);
    for (int at : new int[] {0, 15, (int) SIZE - 1}) {
      files.write("a", map(1));
      byte[] content = Files.readAllBytes(grids.resolve("a.grid"));
      content[at] ^= 1;
      Files.write(grids.resolve("a.grid"), content);
      assertThrows(IOException.class, () -> files.read("a"));
      assertTrue(files.read("a").isEmpty());
    }
    files.write("a", map(1));
    Files.write(grids.resolve("a.grid"), new byte[3]);
    assertThrows(IOException.class, () -> files.read("a"));
    files.write("a", map(1));
    Files.delete(grids.resolve("a.grid"));
    assertTrue(files.read("a").isEmpty(), "somebody made room");
    assertEquals(0, files.bytes());
  }
}
