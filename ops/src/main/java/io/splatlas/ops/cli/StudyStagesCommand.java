package io.splatlas.ops.cli;

import io.splatlas.actors.cluster.ClusteringSettings;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.gpu.Devices;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.Label;
import io.splatlas.ops.picture.TextTable;
import io.splatlas.ops.study.clustering.StageStudy;
import io.splatlas.ops.study.clustering.TrainedScene;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Which step of the clustering wins and loses which object. */
@Command(
    name = "stages",
    description = {
      "Trains each capture once and finds its instances once more, step by step.",
      "Prints for every object the IoU of the segment that fits it best after each step (before the last only the Gaussians that shape"
          + " clusters have one), and of every join of two segments whether they are of one object. Captures need ground truth."
    },
    mixinStandardHelpOptions = true)
final class StudyStagesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private TrainedScenesChoice choice = new TrainedScenesChoice();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Map<Capture, TrainedScene> scenes = choice.load(spec.commandLine().getErr());
    try (GpuDevice device = Devices.create(choice.device().choice(), Devices.defaultMemoryCap())) {
      StageStudy study =
          new StageStudy(device, Parallel.threads(Runtime.getRuntime().availableProcessors()));
      for (Map.Entry<Capture, TrainedScene> scene : scenes.entrySet()) {
        List<Label> labels = scene.getKey().labels().orElseThrow();
        print(
            out,
            scene.getKey().name(),
            study.run(scene.getValue(), labels, ClusteringSettings.DEFAULTS.withSemanticWeight(0)),
            labels.stream().collect(Collectors.toMap(Label::id, Label::name)));
      }
    }
    return ExitCodes.OK;
  }

  private static void print(
      PrintWriter out, String scene, StageStudy.Report report, Map<Integer, String> names) {
    List<StageStudy.Stage> stages = report.stages();
    out.println(scene);
    if (!stages.isEmpty()) {
      out.println(objects(stages, names));
      out.println(joins(report.joins(), names));
    }
    long wrong = report.joins().stream().filter(join -> !join.right()).count();
    out.printf("%s: %d joins, %d of them wrong%n%n", scene, report.joins().size(), wrong);
    out.flush();
  }

  private static TextTable objects(List<StageStudy.Stage> stages, Map<Integer, String> names) {
    List<String> head = new ArrayList<>(List.of("best IoU after"));
    stages.forEach(stage -> head.add(stage.name()));
    TextTable table = new TextTable(head.toArray(String[]::new));
    for (int object : stages.getLast().iou().keySet()) {
      List<String> row = new ArrayList<>(List.of(name(object, names)));
      stages.forEach(stage -> row.add(number(stage.iou().getOrDefault(object, 0.0))));
      table.row(row.toArray(String[]::new));
    }
    List<String> mean = new ArrayList<>(List.of("mean"));
    stages.forEach(stage -> mean.add(number(stage.mean())));
    return table.row(mean.toArray(String[]::new));
  }

  private static TextTable joins(List<StageStudy.Judged> joins, Map<Integer, String> names) {
    TextTable table =
        new TextTable(
            "joined",
            "with",
            "",
            "kinds",
            "sizes",
            "length",
            "convexity",
            "contrast",
            "curvature",
            "departure");
    for (StageStudy.Judged judged : joins) {
      var join = judged.join();
      table.row(
          name(judged.from(), names),
          name(judged.into(), names),
          judged.right() ? "right" : "WRONG",
          join.kinds(),
          join.from().length + ", " + join.into().length,
          number(join.length()),
          number(join.convexity()),
          number(join.contrast()),
          number(join.curvature()),
          number(join.departure()));
    }
    return table;
  }

  private static String name(int id, Map<Integer, String> names) {
    return names.getOrDefault(id, "nothing labelled");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
