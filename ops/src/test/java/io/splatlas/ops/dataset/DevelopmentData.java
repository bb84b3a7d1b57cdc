package io.splatlas.ops.dataset;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the development captures lie: system property {@code splatlas.data}, else environment
 * variable SPLATLAS_DATA, else {@code shared/data} beside the project or beside the folder it lies
 * in.
 */
public final class DevelopmentData {

  private DevelopmentData() {}

  /** A capture's folder; the calling test is skipped with a message where it is absent. */
  public static Path folder(String name) {
    Path folder = root().resolve(name);
    assumeTrue(
        Files.isDirectory(folder),
        () -> "needs the capture " + name + "; set -Dsplatlas.data or SPLATLAS_DATA");
    return folder;
  }

  /** A capture that is read; the calling test is skipped with a message where it is absent. */
  public static Capture capture(String name) throws IOException {
    return CaptureReader.read(folder(name));
  }

  private static Path root() {
    @Nullable String property = System.getProperty("splatlas.data");
    @Nullable String configured = property == null ? System.getenv("SPLATLAS_DATA") : property;
    if (configured != null) {
      return Path.of(configured);
    }
    Path beside = Path.of("..", "..", "shared", "data");
    return Files.isDirectory(beside) ? beside : Path.of("..", "..", "..", "shared", "data");
  }
}
