package io.splatlas.ops.cli;

import java.util.List;

/**
 * Something the person at the terminal can mend. Printed as one line and its hints, never with a
 * stack trace; any class of ops may throw it out of a command.
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> hints;

  /**
   * A failure that is not a bug.
   *
   * @param message what is wrong, naming the file, address or value; no full stop needed
   * @param hints what to do about it, a line each
   */
  public UserError(String message, String... hints) {
    super(message);
    this.hints = List.of(hints);
  }

  /** What to do about it, a line each. */
  public List<String> hints() {
    return hints;
  }
}
