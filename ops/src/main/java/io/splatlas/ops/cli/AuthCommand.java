package io.splatlas.ops.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes certificates and tokens. */
@Command(
    name = "auth",
    description = "Makes certificates and tokens for a server and its clients.",
    mixinStandardHelpOptions = true,
    subcommands = {AuthInitCommand.class, AuthTokenCommand.class})
final class AuthCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
