package io.splatlas.ops.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Paths that a capture's files name, held inside the capture's folder. The names are what is
 * checked: a symbolic link in the folder is its owner's doing and is followed.
 */
final class CapturePaths {

  private static final int MAX_NAME = 4096;

  private CapturePaths() {}

  /**
   * Where a name leads.
   *
   * @param base the folder that may not be left
   * @param name the name, relative to base
   * @param source the file that names it, for the message
   * @param field where in that file
   */
  static Path inside(Path base, String name, Path source, String field) throws DatasetException {
    if (name.isBlank() || name.length() > MAX_NAME) {
      throw new DatasetException(source, field, "is not a file name of 1 to 4096 characters");
    }
    Path root = base.toAbsolutePath().normalize();
    try {
      Path resolved = root.resolve(name.replace('\\', '/')).normalize();
      if (!resolved.startsWith(root) || resolved.equals(root)) {
        throw new DatasetException(
            source, field, "leads out of the capture's folder: " + printable(name));
      }
      return resolved;
    } catch (InvalidPathException e) {
      throw new DatasetException(source, field, "is not a file name: " + printable(name), e);
    }
  }

  /** The name of a file inside a folder with forward slashes. */
  static String nameOf(Path base, Path file) {
    return base.toAbsolutePath()
        .normalize()
        .relativize(file.toAbsolutePath().normalize())
        .toString()
        .replace('\\', '/');
  }

  /** Fails unless the file is there and no larger than a limit; returns its length. */
  static long requireFile(Path file, long maxBytes) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new DatasetException(file, "", "no such file");
    }
    long size = Files.size(file);
    if (size > maxBytes) {
      throw new DatasetException(
          file, "", "has " + size + " bytes, more than the " + maxBytes + " that are read");
    }
    return size;
  }

  /** Text from a hostile file, short and without control characters. */
  static String printable(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", "?");
    return clean.length() > 80 ? clean.substring(0, 80) + "..." : clean;
  }
}
