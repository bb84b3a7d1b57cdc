package io.splatlas.ops.cli;

import picocli.CommandLine.ExitCode;

/** What the process ends with. */
public final class ExitCodes {
  /** Done. */
  public static final int OK = ExitCode.OK;

  /** Tried and failed: the message says why and what to do. */
  public static final int FAILED = ExitCode.SOFTWARE;

  /** The command line was not understood; nothing was tried. */
  public static final int USAGE = ExitCode.USAGE;

  private ExitCodes() {}
}
