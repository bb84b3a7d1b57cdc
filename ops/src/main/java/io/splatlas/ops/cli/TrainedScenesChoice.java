package io.splatlas.ops.cli;

import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.study.clustering.TrainedScene;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Captures with ground truth that a study trains once and keeps. */
final class TrainedScenesChoice {
  @Mixin private DeviceChoice device = new DeviceChoice();
  @Mixin private SceneChoice sceneChoice = new SceneChoice();

  @Parameters(paramLabel = "DIR", arity = "1..*", description = "Folders of captures.")
  private List<Path> folders = List.of();

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      defaultValue = "study",
      description = "Where trained scenes are kept and found again. Default ./${DEFAULT-VALUE}.")
  private Path keep = Path.of("study");

  @Option(names = "--no-depth", description = "Train without depth images.")
  private boolean noDepth;

  @Option(
      names = "--scene",
      paramLabel = "FILE",
      description =
          "Gaussians of the one capture (.ply of train --out or export) instead of training it.")
  private @Nullable Path scene;

  DeviceChoice device() {
    return device;
  }

  /**
   * The captures and their trained scenes, in the order of the command line.
   *
   * @param err hears of progress
   * @throws UserError when a capture has no ground truth, or one file is to be of several captures
   */
  Map<Capture, TrainedScene> load(PrintWriter err) throws IOException, InterruptedException {
    if (scene != null && folders.size() > 1) {
      throw new UserError("--scene is of one capture, but " + folders.size() + " are named");
    }
    Map<Capture, TrainedScene> scenes = new LinkedHashMap<>();
    for (Path folder : folders) {
      Capture capture = CaptureChoice.read(folder, err);
      if (capture.labels().isEmpty()) {
        throw new UserError(folder + " has no ground truth to study by");
      }
      scenes.put(capture, scene == null ? kept(capture, err) : TrainedScene.read(capture, scene));
    }
    return scenes;
  }

  private TrainedScene kept(Capture capture, PrintWriter err)
      throws IOException, InterruptedException {
    try (RunReporter reporter = new RunReporter(err, null)) {
      return new KeptScenes(keep, device.embedded(), reporter)
          .scene(capture, !noDepth, sceneChoice.options(!noDepth));
    }
  }
}
