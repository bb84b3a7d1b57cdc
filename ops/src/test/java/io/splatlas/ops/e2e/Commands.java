package io.splatlas.ops.e2e;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Programs of the system that tests use. */
final class Commands {
  private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

  private Commands() {}

  /** Where a command is on the path. */
  static Optional<Path> find(String command) {
    return SEPARATOR
        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
        .map(folder -> Path.of(folder, command))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Skips the test where something is missing, but fails it in continuous integration, which
   * installs everything.
   *
   * @param missing names of what is missing; empty = nothing
   * @param packages of Debian that have it
   */
  static void require(Optional<String> missing, String packages) {
    if (missing.isPresent()) {
      String message =
          "%s not found; on Debian: apt-get install %s".formatted(missing.get(), packages);
      if (System.getenv("SPLATLAS_CI") != null) {
        Assertions.fail(message);
      }
      Assumptions.abort(message);
    }
  }
}
