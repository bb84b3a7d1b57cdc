package io.splatlas.ops.cli;

import io.splatlas.actors.distill.BuiltInTeacher;
import io.splatlas.actors.distill.Teacher;
import io.splatlas.actors.distill.clip.ClipModel;
import io.splatlas.actors.distill.clip.ClipTeacher;
import io.splatlas.gpu.Devices;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.evaluate.EvaluationOptions;
import io.splatlas.ops.evaluate.EvaluationRun;
import io.splatlas.ops.picture.Png;
import io.splatlas.ops.picture.RgbImage;
import io.splatlas.ops.study.StudyCapture;
import io.splatlas.ops.study.StudyPictures;
import io.splatlas.ops.study.StudyScene;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a study works on: a capture, and a scene trained of it or to be trained now. */
final class StudyChoice {
  private static final long MEMORY = 4L << 30;

  @Mixin private DeviceChoice device = new DeviceChoice();

  @Parameters(paramLabel = "DIR", description = "The capture's folder.")
  private Path folder = Path.of("");

  @Option(
      names = "--scene",
      paramLabel = "FILE",
      description = "scene.ply of a scene of this capture (eval --out). Default: train one first.")
  private @Nullable Path scene;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "Folder of an installed model. Default: the built-in descriptor.")
  private @Nullable Path model;

  @Option(
      names = "--detail",
      paramLabel = "1..4",
      defaultValue = "1",
      description =
          "Windows that a model slides over the shorter side of an image. Default ${DEFAULT-VALUE}.")
  private int detail = 1;

  @Option(
      names = "--channels",
      paramLabel = "D",
      defaultValue = "16",
      description = "Semantic channels of a Gaussian at most. Default ${DEFAULT-VALUE}.")
  private int channels = 16;

  @Option(
      names = "--max-width",
      paramLabel = "PIXELS",
      defaultValue = "480",
      description = "Scale wider images down to this width. Default ${DEFAULT-VALUE}.")
  private int maxWidth = 480;

  @Option(names = "--no-depth", description = "Train without depth images.")
  private boolean noDepth;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write a picture: each row's instances in one held-out view, as one sheet.")
  private @Nullable Path out;

  private final SceneChoice sceneChoice = new SceneChoice();

  private int detail() {
    if (detail < 1 || detail > 4) {
      throw new UserError("--detail must be 1 to 4, not " + detail);
    }
    return detail;
  }

  int channels() {
    if (channels < 1 || channels > 512) {
      throw new UserError("--channels must be 1 to 512, not " + channels);
    }
    return channels;
  }

  private FramePreparer preparer() {
    if (maxWidth < 16) {
      throw new UserError("--max-width must be at least 16 pixels, not " + maxWidth);
    }
    return new FramePreparer(maxWidth);
  }

  /** Writes pictures where they are wanted. */
  void write(StudyPictures pictures, String name, PrintWriter to) throws IOException {
    write(pictures.sheet(), name, to);
  }

  /** Writes a picture where it is wanted. */
  void write(RgbImage picture, String name, PrintWriter to) throws IOException {
    if (out != null) {
      Files.createDirectories(out);
      Path file = out.resolve(name + ".png");
      Png.write(file, picture);
      to.println(file);
      to.flush();
    }
  }

  GpuDevice openDevice() {
    return Devices.create(device.choice(), MEMORY);
  }

  StudyCapture capture(PrintWriter err) throws IOException {
    return new StudyCapture(CaptureChoice.read(folder, err), preparer());
  }

  Teacher teacher() throws IOException {
    return model == null ? new BuiltInTeacher() : new ClipTeacher(ClipModel.load(model), detail());
  }

  StudyScene load(GpuDevice on, StudyCapture capture, Teacher teacher, PrintWriter err)
      throws IOException, InterruptedException {
    return StudyScene.load(on, capture, trained(capture.capture(), err), teacher, channels());
  }

  /** The scene that was named, or one trained now. */
  Path trained(Capture capture, PrintWriter err) throws IOException, InterruptedException {
    if (scene != null) {
      return scene;
    }
    Path folderOfScene = Files.createTempDirectory("splatlas-study-");
    try (EmbeddedServer server = EmbeddedServer.orNamed(Optional.empty(), device.embedded());
        RunReporter reporter = new RunReporter(err, null)) {
      EvaluationOptions options =
          new EvaluationOptions(
              "", 0, !noDepth, false, sceneChoice.options(!noDepth), Optional.of(folderOfScene));
      new EvaluationRun(server.client(), capture, preparer(), options, reporter).run();
      reporter.end();
    }
    err.println("splatlas: the trained scene is " + folderOfScene.resolve("scene.ply"));
    err.flush();
    scene = folderOfScene.resolve("scene.ply");
    return folderOfScene.resolve("scene.ply");
  }
}
