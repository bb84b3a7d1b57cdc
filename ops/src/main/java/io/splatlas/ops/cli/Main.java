package io.splatlas.ops.cli;

import picocli.CommandLine;

/** The entry of the program {@code splatlas}. */
public final class Main {
  private Main() {}

  /** Runs the command line and ends the process with its exit code, see {@link ExitCodes}. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The whole command line, ready to execute; tests give it writers of their own. */
  static CommandLine commandLine() {
    return new CommandLine(new RootCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(new UsageErrorPrinter())
        .setExecutionExceptionHandler(new FailurePrinter());
  }
}
