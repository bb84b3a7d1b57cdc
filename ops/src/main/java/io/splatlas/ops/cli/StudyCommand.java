package io.splatlas.ops.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Studies of the method. */
@Command(
    name = "study",
    description = "What the parts of the method contribute, as tables and pictures.",
    mixinStandardHelpOptions = true,
    subcommands = {
      StudyClusteringCommand.class,
      StudyStagesCommand.class,
      StudyBootstrappingCommand.class,
      StudyTeacherCommand.class,
      StudyContrastiveCommand.class,
      StudyOverheadCommand.class,
      StudyForgettingCommand.class,
      StudyKeyframesCommand.class,
      StudyIdentityCommand.class,
      StudyRevisitCommand.class
    })
final class StudyCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
