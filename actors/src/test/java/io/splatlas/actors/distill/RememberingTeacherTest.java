package io.splatlas.actors.distill;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.splatlas.gpu.FeatureMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RememberingTeacherTest {
  private static final byte[] RED = {100, 0, 0, 100, 0, 0};
  private static final byte[] BLUE = {0, 0, 100, 0, 0, 100};

  @TempDir Path folder = Path.of("");
  private int described;

  /** Says the first byte of an image, slowly. */
  private final class Slow implements Teacher {
    private final String version;

    Slow(String version) {
      this.version = version;
    }

    @Override
    public String name() {
      return "slow";
    }

    @Override
    public int channels() {
      return 1;
    }

    @Override
    public FeatureMap describe(int width, int height, byte[] rgb) {
      described++;
      return new FeatureMap(1, 1, 1, new float[] {rgb[0]});
    }

    @Override
    public Optional<String> version() {
      return version.isEmpty() ? Optional.empty() : Optional.of(version);
    }
  }

  private Teacher remembering(String version) {
    return RememberingTeacher.of(new Slow(version), folder.resolve("grids"), 1 << 20);
  }

  private static float said(Teacher teacher, byte[] rgb) {
    return teacher.describe(2, 1, rgb).values()[0];
  }

  @Test
  void shouldDescribeAnImageOnceEvenOverARestart() {
    Teacher teacher = remembering("1");
    assertEquals(100, said(teacher, RED));
    assertEquals(0, said(teacher, BLUE));
    assertEquals(100, said(teacher, RED));
    assertEquals(2, described);
    assertEquals(100, said(remembering("1"), RED));
    assertEquals(2, described);
  }

  @Test
  void shouldNotTakeAnotherTeachersWord() {
    said(remembering("1"), RED);
    said(remembering("2"), RED);
    assertEquals(2, described);
  }

  @Test
  void shouldNotTakeTheSameBytesForTheSameImage() {
    Teacher teacher = remembering("1");
    teacher.describe(2, 1, RED);
    teacher.describe(1, 2, RED);
    assertEquals(2, described);
  }

  @Test
  void shouldDescribeAgainWhatTheDiskHasDamaged() throws IOException {
    Teacher teacher = remembering("1");
    said(teacher, RED);
    try (var files = Files.list(folder.resolve("grids"))) {
      for (Path file : files.toList()) {
        Files.write(file, new byte[] {1, 2, 3});
      }
    }
    assertEquals(100, said(teacher, RED));
    assertEquals(2, described);
    assertEquals(100, said(teacher, RED));
    assertEquals(2, described);
  }

  @Test
  void shouldTeachWithoutADisk() throws IOException {
    Files.write(folder.resolve("grids"), new byte[0]);
    Teacher teacher = remembering("1");
    assertEquals(100, said(teacher, RED));
    assertEquals(100, said(teacher, RED));
    assertEquals(2, described);
  }

  @Test
  void shouldWriteNothingForATeacherThatIsFast() {
    Slow fast = new Slow("");
    assertSame(fast, RememberingTeacher.of(fast, folder.resolve("grids"), 1 << 20));
    assertSame(fast, RememberingTeacher.of(fast, folder.resolve("grids"), 0));
    assertFalse(Files.exists(folder.resolve("grids")));
  }

  @Test
  void shouldPassOnWhatItDoesNotRemember() {
    Teacher teacher = remembering("1");
    assertEquals("slow", teacher.name());
    assertEquals(Optional.of("1"), teacher.version());
    assertEquals(Optional.empty(), teacher.language());
    assertArrayEquals(new float[] {100}, teacher.embed(2, 1, RED));
    assertEquals(List.of(), List.of(folder.toFile().list()), "nothing of this is kept");
  }
}
