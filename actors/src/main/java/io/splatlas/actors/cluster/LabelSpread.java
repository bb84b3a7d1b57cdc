package io.splatlas.actors.cluster;

import io.splatlas.actors.spatial.KdTree;
import io.splatlas.actors.spatial.Neighbours;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.actors.spatial.PointSet;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSnapshot;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Carries labels from surfels to all Gaussians of a snapshot, and numbers the segments that are
 * left from 0.
 */
final class LabelSpread {
  private final ClusteringSettings settings;
  private final Parallel parallel;

  LabelSpread(ClusteringSettings settings, Parallel parallel) {
    this.settings = settings;
    this.parallel = parallel;
  }

  /**
   * @param apart per segment: how far it stands apart from other things
   */
  ClusteringResult spread(
      GaussianSnapshot snapshot, SurfelCloud cloud, Segments segments, float[] apart) {
    int n = snapshot.count();
    int[] labels = new int[n];
    Arrays.fill(labels, -1);
    float[] probabilities = new float[n];
    boolean[] shaped = new boolean[n];
    for (int i = 0; i < cloud.size(); i++) {
      labels[cloud.rows()[i]] = segments.labels()[i];
      probabilities[cloud.rows()[i]] = segments.probabilities()[i];
      shaped[cloud.rows()[i]] = true;
    }
    int[] faint = IntStream.range(0, n).filter(i -> !shaped[i]).toArray();
    joinNearest(snapshot, cloud, segments, faint, labels);
    return renumbered(labels, probabilities, segments.background(), apart);
  }

  private void joinNearest(
      GaussianSnapshot snapshot, SurfelCloud cloud, Segments segments, int[] faint, int[] labels) {
    int[] labelled =
        IntStream.range(0, cloud.size()).filter(i -> segments.labels()[i] >= 0).toArray();
    if (faint.length == 0 || labelled.length == 0) {
      return;
    }
    float[][] planes =
        Arrays.copyOfRange(
            snapshot.gaussians().planes(), GaussianLayout.POSITION, GaussianLayout.POSITION + 3);
    KdTree tree = KdTree.build(PointSet.of(packed(cloud.position(), labelled), 3), parallel);
    Neighbours near = tree.nearest(packed(planes, faint), 1, parallel);
    for (int i = 0; i < faint.length; i++) {
      if (near.distances()[i] <= settings.reach() * cloud.local()[labelled[near.indices()[i]]]) {
        labels[faint[i]] = segments.labels()[labelled[near.indices()[i]]];
      }
    }
  }

  private static float[] packed(float[][] planes, int[] rows) {
    float[] points = new float[3 * rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int axis = 0; axis < 3; axis++) {
        points[3 * i + axis] = planes[axis][rows[i]];
      }
    }
    return points;
  }

  private static ClusteringResult renumbered(
      int[] labels, float[] probabilities, boolean[] background, float[] apart) {
    int[] numbers = new int[background.length];
    Arrays.fill(numbers, -1);
    boolean[] kept = new boolean[background.length];
    float[] keptApart = new float[background.length];
    int count = 0;
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] >= 0) {
        if (numbers[labels[i]] < 0) {
          kept[count] = background[labels[i]];
          keptApart[count] = apart[labels[i]];
          numbers[labels[i]] = count++;
        }
        labels[i] = numbers[labels[i]];
      }
    }
    return new ClusteringResult(
        labels, probabilities, Arrays.copyOf(kept, count), Arrays.copyOf(keptApart, count));
  }
}
