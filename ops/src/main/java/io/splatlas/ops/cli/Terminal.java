package io.splatlas.ops.cli;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** Whether somebody watches. */
final class Terminal {

  /** Whether output goes to a terminal, where a line can be drawn over. */
  @SuppressWarnings(
      "SystemConsoleNull") // Never null on this JDK, but its signature does not say so.
  static boolean isInteractive() {
    @Nullable Console console = System.console();
    return console != null && console.isTerminal();
  }

  private Terminal() {}
}
