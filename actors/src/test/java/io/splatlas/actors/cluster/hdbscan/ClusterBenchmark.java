package io.splatlas.actors.cluster.hdbscan;

import io.splatlas.actors.spatial.KdTree;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.actors.spatial.PointSet;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * Times the stages of a clustering of the benchmark mixture, in seconds and, because machines are
 * shared, in seconds of processor time of the whole process. Arguments: threads, then numbers of
 * points. Properties: minSamples (20), dimensions (9). Not a test.
 */
final class ClusterBenchmark {
  private long wall;
  private long processor;
  private final StringBuilder line = new StringBuilder();

  private ClusterBenchmark() {}

  public static void main(String[] args) {
    for (int a = 1; a < args.length; a++) {
      new ClusterBenchmark().run(Integer.parseInt(args[a]), Integer.parseInt(args[0]));
    }
  }

  private void run(int n, int threads) {
    int dimensions = Integer.getInteger("dimensions", 9);
    HdbscanParameters parameters =
        HdbscanParameters.defaults().withMinSamples(Integer.getInteger("minSamples", 20));
    float[] coordinates = SyntheticMixture.generate(n, dimensions, 40, 0.1, 1).coordinates();
    Parallel parallel = Parallel.threads(threads);
    long start = System.nanoTime();
    long startProcessor = processorTime();
    lap("");
    PointSet points = PointSet.of(coordinates, dimensions);
    KdTree tree = KdTree.build(points, parallel);
    lap("tree");
    NeighbourLists lists = NeighbourLists.find(tree, points, parameters.minSamples(), parallel);
    lap("neighbours");
    SpanningTree edges = new Boruvka(tree, lists, parallel).run();
    lap("spanning tree");
    float[] core = new float[n];
    for (int i = 0; i < n; i++) {
      core[tree.pointAt(i)] = (float) Math.sqrt(lists.squaredCore(i));
    }
    CondensedTree condensed =
        TreeCondenser.condense(
            points, edges, core, parameters.minClusterSize(), parameters.horizon());
    HdbscanResult result = Labelling.label(points, condensed, core, parameters);
    lap("labels");
    double seconds = (System.nanoTime() - start) * 1e-9;
    double processorSeconds = (processorTime() - startProcessor) * 1e-9;
    System.out.printf(
        Locale.ROOT,
        "n %d: %.2f s (%.2f cpu, %.0f ns cpu a point and doubling):%s; %d clusters, %d noise%n",
        n,
        seconds,
        processorSeconds,
        processorSeconds * 1e9 / (n * Math.log(n) / Math.log(2)),
        line,
        result.clusterCount(),
        result.noiseCount());
  }

  private void lap(String stage) {
    long now = System.nanoTime();
    long processorNow = processorTime();
    if (!stage.isEmpty()) {
      line.append(
          String.format(
              Locale.ROOT,
              " %s %.2f (%.2f)",
              stage,
              (now - wall) * 1e-9,
              (processorNow - processor) * 1e-9));
    }
    wall = now;
    processor = processorNow;
  }

  private static long processorTime() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
