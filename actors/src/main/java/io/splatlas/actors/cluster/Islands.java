package io.splatlas.actors.cluster;

import io.splatlas.actors.spatial.DisjointSets;
import java.util.Arrays;

/**
 * Splits surfels into islands that lie apart: connected components of the neighbour graph over
 * edges not much longer than the local spacing. Each island is clustered at its own scale.
 */
final class Islands {
  private final SurfelCloud cloud;
  private final double reach;

  /**
   * @param reach longest edge, local spacings
   */
  Islands(SurfelCloud cloud, double reach) {
    this.cloud = cloud;
    this.reach = reach;
  }

  /**
   * The islands of some surfels, in the order of their first surfels.
   *
   * @param chosen rows of the cloud, rising
   */
  int[][] of(int[] chosen) {
    DisjointSets sets = new DisjointSets(cloud.size());
    boolean[] isChosen = new boolean[cloud.size()];
    for (int row : chosen) {
      isChosen[row] = true;
    }
    for (int row : chosen) {
      for (int j = 0; j < cloud.k(); j++) {
        int other = cloud.neighbours()[row * cloud.k() + j];
        if (other >= 0
            && isChosen[other]
            && cloud.distance(row, other)
                <= reach * Math.max(cloud.local()[row], cloud.local()[other])) {
          sets.join(row, other);
        }
      }
    }
    int[] number = new int[cloud.size()];
    Arrays.fill(number, -1);
    int[] sizes = new int[chosen.length];
    int count = 0;
    for (int row : chosen) {
      int root = sets.find(row);
      if (number[root] < 0) {
        number[root] = count++;
      }
      sizes[number[root]]++;
    }
    int[][] islands = new int[count][];
    int[] filled = new int[count];
    for (int row : chosen) {
      int island = number[sets.find(row)];
      if (islands[island] == null) {
        islands[island] = new int[sizes[island]];
      }
      islands[island][filled[island]++] = row;
    }
    return islands;
  }
}
