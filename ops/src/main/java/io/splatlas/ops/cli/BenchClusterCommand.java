package io.splatlas.ops.cli;

import io.splatlas.actors.cluster.ClusteringInput;
import io.splatlas.actors.cluster.PlainUnionSpace;
import io.splatlas.actors.cluster.hdbscan.Hdbscan;
import io.splatlas.actors.cluster.hdbscan.HdbscanParameters;
import io.splatlas.actors.cluster.hdbscan.HdbscanResult;
import io.splatlas.actors.cluster.hdbscan.SyntheticMixture;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.actors.spatial.PointSet;
import io.splatlas.ops.eval.RandIndex;
import io.splatlas.ops.study.clustering.Ablation;
import io.splatlas.ops.study.clustering.TrainedScene;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times HDBSCAN on mixtures with known clusters, and on scenes. */
@Command(
    name = "cluster",
    description = {
      "Times exact HDBSCAN on 9-dimensional mixtures (40 clusters, a tenth of the points noise),",
      "or on all Gaussians of scenes in union space (position and colour).",
      "The time a point and doubling divides by n log2 n: it stays level where the cost grows like that.",
      "The heap counts what was not yet collected, too: an upper bound. SPLATLAS_JAVA_OPTS=-Xmx400m",
      "shows with how little a million points can do."
    },
    mixinStandardHelpOptions = true)
final class BenchClusterCommand implements Callable<Integer> {
  private static final int DIMENSIONS = 9;
  private static final List<Integer> POINTS = List.of(10_000, 100_000, 1_000_000);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--points",
      split = ",",
      paramLabel = "N",
      description =
          "Sizes of mixtures, one run each. Default 10000,100000,1000000; none with --scene.")
  private List<Integer> points = List.of();

  @Option(
      names = "--scene",
      split = ",",
      paramLabel = "FILE",
      description = "Gaussians (.ply of train --out, of export or of others), one run each.")
  private List<Path> scenes = List.of();

  @Option(names = "--threads", description = "Default: all processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() throws IOException {
    List<Integer> sizes = points.isEmpty() && scenes.isEmpty() ? POINTS : points;
    if (threads < 1 || sizes.stream().anyMatch(n -> n < 2)) {
      throw new UserError("--points must be 2 or more and --threads 1 or more");
    }
    PrintWriter out = spec.commandLine().getOut();
    for (int n : sizes) {
      SyntheticMixture mixture = SyntheticMixture.benchmark(n, 1);
      Run run = run(PointSet.of(mixture.coordinates(), DIMENSIONS));
      double agreement = RandIndex.adjusted(mixture.truth(), run.found().labels());
      out.printf(Locale.ROOT, "%s, adjusted Rand index %.3f%n", run.told(threads), agreement);
      out.flush();
    }
    for (Path scene : scenes) {
      Run run = run(unionSpace(scene));
      out.printf(Locale.ROOT, "%s: %s%n", scene, run.told(threads));
      out.flush();
    }
    return ExitCodes.OK;
  }

  private PointSet unionSpace(Path scene) throws IOException {
    try {
      return PlainUnionSpace.of(
          new ClusteringInput(TrainedScene.snapshot(scene), List.of()),
          Ablation.ofServer(),
          Parallel.threads(threads));
    } catch (IllegalArgumentException wrong) {
      throw new UserError(scene + " has no union space: " + wrong.getMessage());
    }
  }

  private Run run(PointSet set) {
    PeakHeap heap = PeakHeap.start();
    long start = System.nanoTime();
    HdbscanResult found = Hdbscan.cluster(set, HdbscanParameters.defaults(), threads);
    return new Run(found, (System.nanoTime() - start) * 1e-9, heap.bytes());
  }

  /** A clustering, what it took in seconds, and bytes of heap. */
  private record Run(HdbscanResult found, double seconds, long heap) {
    String told(int threads) {
      int n = found.labels().length;
      return String.format(
          Locale.ROOT,
          "%,9d points, %d threads: %.2f s, %d clusters, %.1f %% noise, %.0f ns a point and doubling,"
              + " at most %,d bytes of heap a point",
          n,
          threads,
          seconds,
          found.clusterCount(),
          100.0 * found.noiseCount() / n,
          seconds * 1e9 / (n * Math.log(n) / Math.log(2)),
          heap / n);
    }
  }
}
