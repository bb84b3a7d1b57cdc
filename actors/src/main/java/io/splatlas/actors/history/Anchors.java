package io.splatlas.actors.history;

import io.splatlas.actors.spatial.KdTree;
import io.splatlas.actors.spatial.Neighbours;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.actors.spatial.PointSet;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSnapshot;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Where the Gaussians of each instance were at the last change that was told: a sample of their
 * positions. By them Gaussians that are learnt again, and therefore have other identities, get the
 * ids their place had. So ids last longer than Gaussians do.
 *
 * @param ids instance per anchor, positive
 * @param positions x y z per anchor, metres
 * @param reach metres beyond which an anchor says nothing
 */
public record Anchors(int[] ids, float[] positions, float reach) {
  /** Knows of no instance. */
  public static final Anchors NONE = new Anchors(new int[0], new float[0], 0);

  /** Most anchors of a scene; an instance has at least {@link #LEAST} where it has Gaussians. */
  private static final int MOST = 8_192;

  private static final int LEAST = 48;

  /** Reach in median distances from a Gaussian of an instance to its nearest anchor. */
  private static final float REACH = 4;

  private static final int MEASURED = 2_048;

  // javac loses the nullness of a compact constructor's array parameters in the class file.
  @SuppressWarnings("NullAway")
  public Anchors {
    if (positions.length != 3 * ids.length) {
      throw new IllegalArgumentException(
          "%d coordinates for %d anchors".formatted(positions.length, ids.length));
    }
    if (!(reach >= 0)) {
      throw new IllegalArgumentException("reach must be at least 0, got " + reach);
    }
  }

  /**
   * Samples Gaussians that belong to instances, evenly.
   *
   * @param instances instance per Gaussian of the snapshot, 0 = none
   */
  public static Anchors of(GaussianSnapshot snapshot, int[] instances) {
    Map<Integer, Integer> sizes = new TreeMap<>();
    for (int id : instances) {
      if (id > 0) {
        sizes.merge(id, 1, Integer::sum);
      }
    }
    int members = sizes.values().stream().mapToInt(Integer::intValue).sum();
    if (members == 0) {
      return NONE;
    }
    double share = Math.min(1, (double) MOST / members);
    Map<Integer, Double> due = new TreeMap<>();
    int[] rows = new int[members];
    int count = 0;
    for (int row = 0; row < instances.length; row++) {
      int id = instances[row];
      if (id > 0) {
        int size = sizes.getOrDefault(id, 1);
        double step = Math.min(1, Math.max(share, (double) LEAST / size));
        double sum = due.getOrDefault(id, 1.0) + step;
        if (sum >= 1) {
          rows[count++] = row;
          sum -= 1;
        }
        due.put(id, sum);
      }
    }
    return of(snapshot, instances, Arrays.copyOf(rows, count));
  }

  private static Anchors of(GaussianSnapshot snapshot, int[] instances, int[] rows) {
    int[] ids = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      ids[i] = instances[rows[i]];
    }
    float[] positions = positions(snapshot, rows);
    return new Anchors(ids, positions, reach(snapshot, instances, positions));
  }

  private static float[] positions(GaussianSnapshot snapshot, int[] rows) {
    float[][] planes = snapshot.gaussians().planes();
    float[] positions = new float[3 * rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int axis = 0; axis < 3; axis++) {
        positions[3 * i + axis] = planes[GaussianLayout.POSITION + axis][rows[i]];
      }
    }
    return positions;
  }

  /** The second nearest anchor is taken, since an anchor's own Gaussian lies at no distance. */
  private static float reach(GaussianSnapshot snapshot, int[] instances, float[] anchors) {
    int[] members = new int[instances.length];
    int count = 0;
    for (int row = 0; row < instances.length; row++) {
      if (instances[row] > 0) {
        members[count++] = row;
      }
    }
    int step = Math.max(1, count / MEASURED);
    int[] measured = new int[(count + step - 1) / step];
    for (int i = 0; i < measured.length; i++) {
      measured[i] = members[i * step];
    }
    Neighbours nearest =
        tree(anchors).nearest(positions(snapshot, measured), 2, Parallel.sequential());
    float[] distances = new float[measured.length];
    for (int i = 0; i < distances.length; i++) {
      distances[i] = nearest.distances()[2 * i + 1];
    }
    Arrays.sort(distances);
    float median = distances[distances.length / 2];
    return Float.isFinite(median) ? REACH * median : 0;
  }

  private static KdTree tree(float[] positions) {
    return KdTree.build(PointSet.of(positions, 3), Parallel.sequential());
  }

  /**
   * The snapshot with the ids of the anchors.
   *
   * @param alive ids that may be given and kept
   * @param all whether anchors also overrule ids that are alive; else only Gaussians without such
   *     an id get one
   */
  public GaussianSnapshot relabel(GaussianSnapshot snapshot, IntPredicate alive, boolean all) {
    int[] instances = snapshot.instances().clone();
    int[] rows = new int[instances.length];
    int count = 0;
    for (int row = 0; row < instances.length; row++) {
      boolean keeps = instances[row] > 0 && alive.test(instances[row]);
      instances[row] = keeps ? instances[row] : 0;
      if (all || !keeps) {
        rows[count++] = row;
      }
    }
    if (ids.length > 0 && count > 0) {
      give(snapshot, Arrays.copyOf(rows, count), alive, instances);
    }
    return new GaussianSnapshot(
        snapshot.gaussians(), snapshot.identities(), instances, snapshot.liftingWeights());
  }

  private void give(GaussianSnapshot snapshot, int[] rows, IntPredicate alive, int[] instances) {
    Neighbours nearest =
        tree(positions).nearest(positions(snapshot, rows), 1, Parallel.sequential());
    for (int i = 0; i < rows.length; i++) {
      int anchor = nearest.indices()[i];
      boolean near = anchor >= 0 && nearest.distances()[i] <= reach;
      if (near && alive.test(ids[anchor])) {
        instances[rows[i]] = ids[anchor];
      }
    }
  }
}
