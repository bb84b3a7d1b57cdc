package io.splatlas.actors.refine;

import io.splatlas.actors.model.SceneProfile;
import java.util.List;

/**
 * In which order refinement and clustering alternate once geometry is final.
 *
 * @param clusterings refinement iterations before which instances are found anew, rising, the first
 *     0; behind the last one ids are final
 * @param iterations of refinement in all, at least the last of {@code clusterings}
 * @param groupsFrom iteration from which instances teach and are told apart; before it only pixels
 *     do
 */
public record RefinementPlan(List<Integer> clusterings, int iterations, int groupsFrom) {

  /**
   * Iterations between two clusterings.
   *
   * @param from first iteration
   * @param to behind the last one
   */
  public record Stage(int from, int to) {}

  public RefinementPlan {
    clusterings = List.copyOf(clusterings);
    int last = -1;
    for (int at : clusterings) {
      if (at <= last) {
        throw new IllegalArgumentException("clusterings must rise, got " + clusterings);
      }
      last = at;
    }
    if (clusterings.isEmpty() || clusterings.getFirst() != 0 || iterations < last) {
      throw new IllegalArgumentException(
          "clusterings must begin with 0 and end before %d, got %s"
              .formatted(iterations, clusterings));
    }
  }

  /** The plan of a profile. */
  public static RefinementPlan of(SceneProfile profile) {
    return switch (profile) {
      case LIFTED -> new RefinementPlan(List.of(0), 0, 0);
      case LIVE -> new RefinementPlan(List.of(0, 100), 100, 0);
      case FREEGS -> new RefinementPlan(List.of(0, 3000, 4000, 6000), 7000, 3000);
    };
  }

  /** What follows clustering {@code k}, from 0; empty ({@code from == to}) when nothing does. */
  public Stage stage(int k) {
    int to = k + 1 < clusterings.size() ? clusterings.get(k + 1) : iterations;
    return new Stage(clusterings.get(k), to);
  }

  /** Number of clusterings. */
  public int rounds() {
    return clusterings.size();
  }
}
