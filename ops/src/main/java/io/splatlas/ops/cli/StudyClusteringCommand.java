package io.splatlas.ops.cli;

import io.splatlas.actors.cluster.ClusteringSettings;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.gpu.Devices;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.ops.picture.Png;
import io.splatlas.ops.study.clustering.Ablation;
import io.splatlas.ops.study.clustering.ClusteringStudy;
import io.splatlas.ops.study.clustering.LabelScore;
import io.splatlas.ops.study.clustering.StudyTables;
import io.splatlas.ops.study.clustering.TrainedScene;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How good the choice of the clustering's sizes is, and what each of its steps is worth. */
@Command(
    name = "clustering",
    description = {
      "Trains each capture once, then finds its instances again and again with other sizes.",
      "Prints mIoU and the consistency of ids for every pair of min_samples and min_cluster_size, the choice of the server against the"
          + " best of all, and what each step of the clustering adds. Captures need ground truth."
    },
    mixinStandardHelpOptions = true)
final class StudyClusteringCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private TrainedScenesChoice choice = new TrainedScenesChoice();

  @Option(
      names = "--min-samples",
      split = ",",
      defaultValue = "4,8,16",
      description = "Values to try. Default ${DEFAULT-VALUE}.")
  private List<Integer> minSamples = List.of();

  @Option(
      names = "--min-cluster-size",
      split = ",",
      defaultValue = "10,20,40",
      description = "Values to try. Default ${DEFAULT-VALUE}.")
  private List<Integer> minClusterSizes = List.of();

  @Option(names = "--no-sweep", description = "Only what each step adds.")
  private boolean noSweep;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Write the sweep as heat maps (PNG): samples down, sizes across.")
  private @Nullable Path picture;

  @Override
  public Integer call() throws Exception {
    if (minSamples.stream().anyMatch(n -> n < 1) || minClusterSizes.stream().anyMatch(n -> n < 2)) {
      throw new UserError("--min-samples must be 1 or more and --min-cluster-size 2 or more");
    }
    List<ClusteringStudy.Setting> ablation = ClusteringStudy.ablation();
    List<ClusteringStudy.Setting> sweep =
        noSweep ? List.of() : ClusteringStudy.sweep(minSamples, minClusterSizes);
    List<ClusteringStudy.Result> ofAblation = new ArrayList<>();
    List<ClusteringStudy.Result> ofSweep = new ArrayList<>();
    Collection<TrainedScene> scenes = choice.load(spec.commandLine().getErr()).values();
    try (GpuDevice renderer =
        Devices.create(choice.device().choice(), Devices.defaultMemoryCap())) {
      ClusteringStudy study =
          new ClusteringStudy(
              renderer, Parallel.threads(Runtime.getRuntime().availableProcessors()));
      for (TrainedScene scene : scenes) {
        ofAblation.addAll(study.run(scene, ablation, this::tell));
        ofSweep.addAll(study.run(scene, sweep, this::tell));
      }
    }
    print(new StudyTables(ofAblation).table("step"));
    if (!noSweep) {
      report(new StudyTables(ofSweep), new StudyTables(ofAblation));
    }
    return ExitCodes.OK;
  }

  private void tell(ClusteringStudy.Result result) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        String.format(
            Locale.ROOT,
            "%s, %s: mIoU %.3f, %d instances",
            result.scene(),
            result.setting(),
            result.score().miou(),
            result.score().instances()));
    err.flush();
  }

  private void report(StudyTables sweep, StudyTables steps) throws IOException {
    print(sweep.table("samples/size"));
    String best = sweep.best();
    ClusteringSettings own = Ablation.ofServer();
    double chosen = steps.mean(Ablation.SERVER, LabelScore::miou);
    double most = sweep.mean(best, LabelScore::miou);
    print(
        String.format(
            Locale.ROOT,
            "the server's choice %s: mean mIoU %.3f; best of the sweep %s: %.3f; difference %.3f%n",
            ClusteringStudy.nameOf(own.minSamples(), own.minClusterSize()),
            chosen,
            best,
            most,
            most - chosen));
    if (picture != null) {
      Png.write(picture, sweep.heatMaps(minSamples, minClusterSizes));
      print("heat maps: " + picture + "\n");
    }
  }

  private void print(String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(text);
    out.flush();
  }
}
