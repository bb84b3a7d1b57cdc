package io.splatlas.actors.cluster;

import io.splatlas.actors.spatial.KdTree;
import io.splatlas.actors.spatial.Neighbours;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.actors.spatial.PointSet;
import java.util.stream.IntStream;

/**
 * Gives a plane what lies on it and looks like it there, whatever its own normal says: noise of the
 * reconstruction would otherwise tie objects together along the surface they stand on. What differs
 * in colour stays free: it may be a thin thing.
 */
final class PlaneAbsorption {
  private static final int WITNESSES = 12;
  private static final float WITNESS_REACH = 4;

  private final SurfelCloud cloud;
  private final ClusteringSettings settings;
  private final Parallel parallel;

  PlaneAbsorption(SurfelCloud cloud, ClusteringSettings settings, Parallel parallel) {
    this.cloud = cloud;
    this.settings = settings;
    this.parallel = parallel;
  }

  /** Extends the planes' labels in place. */
  void absorb(Planes planes) {
    for (int plane = 0; plane < planes.count(); plane++) {
      int p = plane;
      int[] members = IntStream.range(0, cloud.size()).filter(i -> planes.labels[i] == p).toArray();
      int[] candidates =
          IntStream.range(0, cloud.size())
              .filter(i -> planes.labels[i] == PlaneGrower.NONE)
              .filter(
                  i ->
                      Math.abs(planes.distance(p, cloud, i))
                          < settings.absorbDistance() * cloud.local()[i])
              .toArray();
      if (members.length >= WITNESSES && candidates.length > 0) {
        absorb(planes, p, members, candidates);
      }
    }
  }

  /**
   * Distances count in the plane's spacing there, too: far behind the edge of a desk, where few
   * large Gaussians fill the void, a spacing is as long as an arm.
   */
  private void absorb(Planes planes, int plane, int[] members, int[] candidates) {
    KdTree tree = KdTree.build(PointSet.of(positions(members), 3), parallel);
    Neighbours near = tree.nearest(positions(candidates), WITNESSES, parallel);
    for (int c = 0; c < candidates.length; c++) {
      int candidate = candidates[c];
      int nearest = members[near.indices()[c * WITNESSES]];
      float spacing = Math.min(cloud.local()[candidate], cloud.local()[nearest]);
      boolean lies =
          near.distances()[c * WITNESSES] < WITNESS_REACH * spacing
              && Math.abs(planes.distance(plane, cloud, candidate))
                  < settings.absorbDistance() * spacing;
      if (lies && looksAlike(candidate, members, near.indices(), c * WITNESSES)) {
        planes.labels[candidate] = plane;
      }
    }
  }

  private boolean looksAlike(int candidate, int[] members, int[] witnesses, int first) {
    for (float[] channel : cloud.colour()) {
      double sum = 0;
      double squares = 0;
      for (int w = 0; w < WITNESSES; w++) {
        double value = channel[members[witnesses[first + w]]];
        sum += value;
        squares += value * value;
      }
      double mean = sum / WITNESSES;
      double spread = Math.sqrt(Math.max(0, squares / WITNESSES - mean * mean));
      if (Math.abs(channel[candidate] - mean) > settings.absorbColour() + 2 * spread) {
        return false;
      }
    }
    return true;
  }

  private float[] positions(int[] rows) {
    float[] packed = new float[3 * rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int axis = 0; axis < 3; axis++) {
        packed[3 * i + axis] = cloud.position()[axis][rows[i]];
      }
    }
    return packed;
  }
}
