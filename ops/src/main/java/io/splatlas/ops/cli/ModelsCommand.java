package io.splatlas.ops.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Installs language models and says which there are. */
@Command(
    name = "models",
    description = "Installs language models (CLIP) and lists them.",
    mixinStandardHelpOptions = true,
    subcommands = {ModelsListCommand.class, ModelsAddCommand.class, ModelsPullCommand.class})
final class ModelsCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
