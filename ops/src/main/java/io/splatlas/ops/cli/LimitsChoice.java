package io.splatlas.ops.cli;

import io.splatlas.ops.server.ServerLimits;
import picocli.CommandLine.Option;

/** How much an own server takes on. */
final class LimitsChoice {
  @Option(
      names = "--max-scenes",
      paramLabel = "N",
      defaultValue = "64",
      description = "Scenes at a time. Default ${DEFAULT-VALUE}.")
  private int scenes;

  @Option(
      names = "--max-principal-scenes",
      paramLabel = "N",
      defaultValue = "64",
      description =
          "Scenes that one principal has created and not deleted since; without --auth-keys all"
              + " callers are one. Default ${DEFAULT-VALUE}.")
  private int principalScenes;

  @Option(
      names = "--max-robot-fps",
      paramLabel = "N",
      defaultValue = "60",
      description =
          "Frames a second of one robot on average; a faster one is held back, and sent away when"
              + " it stays faster. Default ${DEFAULT-VALUE}.")
  private int robotFps;

  ServerLimits chosen() {
    try {
      return new ServerLimits(scenes, principalScenes, robotFps);
    } catch (IllegalArgumentException wrong) {
      UserError told = new UserError("a limit is out of range: " + wrong.getMessage());
      told.initCause(wrong);
      throw told;
    }
  }
}
