package io.splatlas.ops.cli;

import io.splatlas.actors.cluster.hdbscan.Hdbscan;
import io.splatlas.actors.cluster.hdbscan.HdbscanParameters;
import io.splatlas.actors.cluster.hdbscan.HdbscanResult;
import io.splatlas.actors.cluster.hdbscan.SyntheticMixture;
import io.splatlas.actors.spatial.PointSet;
import io.splatlas.ops.eval.RandIndex;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times HDBSCAN on mixtures with known clusters. */
@Command(
    name = "cluster",
    description = {
      "Times exact HDBSCAN on 9-dimensional mixtures: 40 clusters, 10 % noise.",
      "The time a point and doubling divides by n log2 n: it stays level where the cost grows like that.",
      "The heap counts what was not yet collected, too: an upper bound."
    },
    mixinStandardHelpOptions = true)
final class BenchClusterCommand implements Callable<Integer> {
  private static final int DIMENSIONS = 9;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--points",
      split = ",",
      defaultValue = "10000,100000,1000000",
      description = "How many, one run each. Default ${DEFAULT-VALUE}.")
  private List<Integer> points = List.of();

  @Option(names = "--threads", description = "Default: all processors.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    for (int n : points) {
      if (n < 2 || threads < 1) {
        throw new UserError("--points must be 2 or more and --threads 1 or more");
      }
      out.println(run(n));
      out.flush();
    }
    return ExitCodes.OK;
  }

  private String run(int n) {
    SyntheticMixture mixture = SyntheticMixture.benchmark(n, 1);
    PointSet set = PointSet.of(mixture.coordinates(), DIMENSIONS);
    PeakHeap heap = PeakHeap.start();
    long start = System.nanoTime();
    HdbscanResult found = Hdbscan.cluster(set, HdbscanParameters.defaults(), threads);
    double seconds = (System.nanoTime() - start) * 1e-9;
    return String.format(
        Locale.ROOT,
        "%,9d points, %d threads: %.2f s, %d clusters, %.1f %% noise, adjusted Rand index %.3f, "
            + "%.0f ns a point and doubling, at most %,d bytes of heap a point",
        n,
        threads,
        seconds,
        found.clusterCount(),
        100.0 * found.noiseCount() / n,
        RandIndex.adjusted(mixture.truth(), found.labels()),
        seconds * 1e9 / (n * Math.log(n) / Math.log(2)),
        heap.bytes() / n);
  }
}
