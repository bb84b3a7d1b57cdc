package io.splatlas.actors.refine;

import io.splatlas.actors.spatial.KdTree;
import io.splatlas.actors.spatial.NeighbourSearch;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.actors.spatial.PointSet;
import io.splatlas.gpu.FieldPairs;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSnapshot;
import java.util.SplittableRandom;

/**
 * Draws pairs for the regulariser: anchors with their own nearest neighbours, and with far ones.
 */
final class NeighbourPairs {
  private NeighbourPairs() {}

  /**
   * Pairs of a draw.
   *
   * @param anchors how many, at most the Gaussians there are
   * @param neighbours of each, and as many far ones
   */
  static FieldPairs draw(GaussianSnapshot snapshot, int anchors, int neighbours, long seed) {
    int n = snapshot.count();
    int drawn = Math.min(anchors, n);
    if (n <= 2 * neighbours || drawn == 0) {
      return FieldPairs.NONE;
    }
    PointSet points = positions(snapshot);
    NeighbourSearch search =
        new NeighbourSearch(KdTree.build(points, Parallel.sequential()), neighbours + 1);
    SplittableRandom random = new SplittableRandom(seed);
    int near = drawn * neighbours;
    int[] first = new int[2 * near];
    int[] second = new int[2 * near];
    float[] query = new float[3];
    for (int a = 0; a < drawn; a++) {
      int anchor = random.nextInt(n);
      for (int axis = 0; axis < 3; axis++) {
        query[axis] = snapshot.gaussians().planes()[GaussianLayout.POSITION + axis][anchor];
      }
      search.run(query);
      int at = a * neighbours;
      int taken = 0;
      for (int k = 0; k <= neighbours && taken < neighbours; k++) {
        if (search.point(k) != anchor) {
          first[at + taken] = anchor;
          second[at + taken++] = search.point(k);
        }
      }
      for (int k = 0; k < neighbours; k++) {
        first[near + at + k] = anchor;
        second[near + at + k] = far(random, n, anchor);
      }
    }
    return new FieldPairs(first, second, near);
  }

  /** Any other Gaussian: among thousands a neighbour is hardly ever drawn. */
  private static int far(SplittableRandom random, int n, int anchor) {
    int other = random.nextInt(n - 1);
    return other < anchor ? other : other + 1;
  }

  private static PointSet positions(GaussianSnapshot snapshot) {
    float[] points = new float[3 * snapshot.count()];
    for (int i = 0; i < snapshot.count(); i++) {
      for (int axis = 0; axis < 3; axis++) {
        points[3 * i + axis] = snapshot.gaussians().planes()[GaussianLayout.POSITION + axis][i];
      }
    }
    return PointSet.of(points, 3);
  }
}
