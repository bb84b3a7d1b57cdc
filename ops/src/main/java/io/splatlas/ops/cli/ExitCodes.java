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

  /**
   * A server that gave itself up, see {@link LastWords}: start it again. The number is EX_TEMPFAIL
   * of sysexits.h, which systemd shows by name.
   */
  public static final int START_AGAIN = 75;

  private ExitCodes() {}
}
