package io.splatlas.ops.dataset;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A capture on disk that cannot be used: names the file, the field in it, and what is wrong with
 * it.
 */
public final class DatasetException extends IOException {

  private final String file;
  private final String field;

  /**
   * @param file the file or folder at fault
   * @param field where in it, for example {@code frames[3].transform_matrix}; empty when it is the
   *     file as a whole
   * @param problem what is wrong, and what was expected
   */
  public DatasetException(Path file, String field, String problem) {
    this(file, field, problem, null);
  }

  public DatasetException(Path file, String field, String problem, @Nullable Throwable cause) {
    super(field.isEmpty() ? file + ": " + problem : file + ": " + field + ": " + problem, cause);
    this.file = file.toString();
    this.field = field;
  }

  /** The file or folder at fault. */
  public String file() {
    return file;
  }

  /** Where in the file, or empty. */
  public String field() {
    return field;
  }
}
