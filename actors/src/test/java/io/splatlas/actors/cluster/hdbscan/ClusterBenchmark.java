package io.splatlas.actors.cluster.hdbscan;

import io.splatlas.actors.spatial.KdTree;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.actors.spatial.PointSet;

/**
 * Times the stages of a clustering: arguments are the thread count, then numbers of points. Not a
 * test.
 */
final class ClusterBenchmark {
  private ClusterBenchmark() {}

  public static void main(String[] args) {
    int threads = Integer.parseInt(args[0]);
    int minSamples = Integer.getInteger("minSamples", 20);
    int dims = Integer.getInteger("dims", 9);
    for (int a = 1; a < args.length; a++) {
      int n = Integer.parseInt(args[a]);
      SyntheticMixture mixture = SyntheticMixture.generate(n, dims, 40, 0.1, 1);
      PointSet points = PointSet.of(mixture.coordinates(), dims);
      Parallel parallel = Parallel.threads(threads);
      long t0 = System.nanoTime();
      KdTree tree = KdTree.build(points, parallel);
      long t1 = System.nanoTime();
      NeighbourLists lists = NeighbourLists.find(tree, points, minSamples, parallel);
      long t2 = System.nanoTime();
      SpanningTree edges = new Boruvka(tree, lists, parallel).run();
      long t3 = System.nanoTime();
      float[] core = new float[n];
      for (int i = 0; i < n; i++) {
        core[tree.pointAt(i)] = (float) Math.sqrt(lists.squaredCore(i));
      }
      CondensedTree condensed = TreeCondenser.condense(points, edges, core, 20);
      HdbscanResult result = Labelling.label(points, condensed, core, HdbscanParameters.defaults());
      long t4 = System.nanoTime();
      System.out.printf(
          "n %d: build %.3f s, neighbours %.3f s, spanning tree %.3f s, labels %.3f s, all %.3f s;"
              + " %d leaves, %d nodes, %d clusters, %d noise%n",
          n,
          (t1 - t0) * 1e-9,
          (t2 - t1) * 1e-9,
          (t3 - t2) * 1e-9,
          (t4 - t3) * 1e-9,
          (t4 - t0) * 1e-9,
          tree.leafCount(),
          tree.nodeCount(),
          result.clusterCount(),
          result.noiseCount());
    }
  }
}
