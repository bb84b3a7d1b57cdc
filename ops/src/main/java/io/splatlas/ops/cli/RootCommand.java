package io.splatlas.ops.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code splatlas} itself. Its annotation is the one list of subcommands, in the order of the help.
 */
@Command(
    name = "splatlas",
    description = "A live atlas of the things a camera sees.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      ExitCodes.OK + ":done",
      ExitCodes.FAILED + ":failed; the message says what to do",
      ExitCodes.USAGE + ":the command line was not understood",
    },
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      ReplayCommand.class,
      EvalCommand.class,
      TrainCommand.class,
      WatchCommand.class,
      ScenesCommand.class,
      RenderCommand.class,
      SegmentCommand.class,
      DetectCommand.class,
      SelectCommand.class,
      QueryCommand.class,
      LabelsCommand.class,
      ExportCommand.class,
      ModelsCommand.class,
      AuthCommand.class,
      BenchCommand.class,
      LoadCommand.class,
      StudyCommand.class,
      DoctorCommand.class,
      HelpCommand.class
    })
final class RootCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** Without a subcommand: says what there is. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
