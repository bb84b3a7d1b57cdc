package io.splatlas.actors.cluster;

import io.splatlas.actors.cluster.hdbscan.Hdbscan;
import io.splatlas.actors.cluster.hdbscan.HdbscanParameters;
import io.splatlas.actors.cluster.hdbscan.HdbscanResult;
import io.splatlas.actors.spatial.Parallel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds flat things in a surface: a picture on a wall, a carpet on a floor. They lie in the plane,
 * so only their look tells them apart: HDBSCAN in union space among the surface's surfels, and of
 * its clusters those that look like the largest one, or pass into it by steps of light, are the
 * surface itself.
 */
final class SurfaceRegions {
  /** A region most of whose surfels border on the surface is its texture, unless it stands out. */
  private static final double TEXTURE = 0.5;

  private static final int FILL_ROUNDS = 4;

  private final SurfelCloud cloud;
  private final ClusteringSettings settings;
  private final HdbscanParameters parameters;
  private final Parallel parallel;

  SurfaceRegions(
      SurfelCloud cloud,
      ClusteringSettings settings,
      HdbscanParameters parameters,
      Parallel parallel) {
    this.cloud = cloud;
    this.settings = settings;
    this.parameters = parameters;
    this.parallel = parallel;
  }

  /** The regions of all planes, rows of the cloud each. */
  List<int[]> of(Planes planes) {
    List<int[]> regions = new ArrayList<>();
    for (int plane = 0; plane < planes.count(); plane++) {
      int p = plane;
      int[] members = IntStream.range(0, cloud.size()).filter(i -> planes.labels[i] == p).toArray();
      if (members.length >= 2 * parameters.minClusterSize()) {
        regions.addAll(new Surface(members).regions());
      }
    }
    return regions;
  }

  /** One surface while it is taken apart. */
  private final class Surface {
    private static final int OUTSIDE = -2;

    private final int[] members;

    /** By surfel of the cloud. */
    private final int[] cluster;

    private final int clusters;
    private final double[][] mean;
    private final double[][] deviation;
    private final int[] group;

    Surface(int[] members) {
      this.members = members;
      UnionSpace space = new UnionSpace(cloud, settings, members);
      HdbscanResult found =
          Hdbscan.cluster(space.of(members, cloud.medianSpacing(members)), parameters, parallel);
      clusters = found.clusterCount();
      cluster = new int[cloud.size()];
      Arrays.fill(cluster, OUTSIDE);
      for (int i = 0; i < members.length; i++) {
        cluster[members[i]] = found.labels()[i];
      }
      mean = new double[clusters][3];
      deviation = new double[clusters][3];
      group = IntStream.range(0, clusters).toArray();
      describe();
    }

    private void describe() {
      int[] sizes = sizes();
      for (int row : members) {
        int c = cluster[row];
        for (int channel = 0; c >= 0 && channel < 3; channel++) {
          double value = cloud.colour()[channel][row];
          mean[c][channel] += value / sizes[c];
          deviation[c][channel] += value * value / sizes[c];
        }
      }
      for (int c = 0; c < clusters; c++) {
        for (int channel = 0; channel < 3; channel++) {
          double variance = deviation[c][channel] - mean[c][channel] * mean[c][channel];
          deviation[c][channel] = Math.sqrt(Math.max(0, variance));
        }
      }
    }

    List<int[]> regions() {
      if (clusters < 2) {
        return List.of();
      }
      int surface = joinToSurface();
      joinTouching(surface);
      fill();
      List<int[]> regions = new ArrayList<>();
      for (int g = 0; g < clusters; g++) {
        int wanted = g;
        if (g != surface && group[g] == g) {
          regions.add(
              Arrays.stream(members)
                  .filter(row -> cluster[row] >= 0 && group[cluster[row]] == wanted)
                  .toArray());
        }
      }
      return regions;
    }

    /** Groups with the largest cluster what looks like it, step by step; gives their group. */
    private int joinToSurface() {
      int[] sizes = sizes();
      int largest = 0;
      for (int c = 1; c < clusters; c++) {
        largest = sizes[c] > sizes[largest] ? c : largest;
      }
      boolean grown = true;
      while (grown) {
        grown = false;
        for (int c = 0; c < clusters; c++) {
          for (int d = 0; group[c] != largest && d < clusters; d++) {
            if (group[d] == largest && alike(c, d)) {
              group[c] = largest;
              grown = true;
            }
          }
        }
      }
      int[] touching = touching(largest);
      for (int c = 0; c < clusters; c++) {
        if (touching[c] > TEXTURE * sizes[c] && contrast(c, largest) < settings.regionContrast()) {
          group[c] = largest;
        }
      }
      return largest;
    }

    /** Groups what looks alike and touches. */
    private void joinTouching(int surface) {
      for (int c = 0; c < clusters; c++) {
        if (group[c] == surface) {
          continue;
        }
        int[] touching = touching(group[c]);
        for (int d = 0; d < clusters; d++) {
          if (group[d] != surface && group[d] != group[c] && touching[d] > 0 && alike(c, d)) {
            int from = group[d];
            for (int e = 0; e < clusters; e++) {
              group[e] = group[e] == from ? group[c] : group[e];
            }
          }
        }
      }
      for (int c = 0; c < clusters; c++) {
        // A group is named after its first cluster.
        int first = 0;
        while (group[first] != group[c]) {
          first++;
        }
        int name = group[c];
        if (name != surface && first != name) {
          for (int e = 0; e < clusters; e++) {
            group[e] = group[e] == name ? first : group[e];
          }
        }
      }
    }

    /** By cluster, how many of its surfels have a neighbour in a group. */
    private int[] touching(int wanted) {
      int[] counts = new int[clusters];
      for (int row : members) {
        if (cluster[row] < 0 || group[cluster[row]] == wanted) {
          continue;
        }
        for (int j = 0; j < cloud.k(); j++) {
          int other = cloud.neighbours()[row * cloud.k() + j];
          if (other >= 0 && cluster[other] >= 0 && group[cluster[other]] == wanted) {
            counts[cluster[row]]++;
            break;
          }
        }
      }
      return counts;
    }

    /** Noise of the clustering goes with its nearest neighbour that has a cluster. */
    private void fill() {
      for (int round = 0; round < FILL_ROUNDS; round++) {
        int[] before = cluster.clone();
        for (int row : members) {
          for (int j = 0; cluster[row] == -1 && j < cloud.k(); j++) {
            int other = cloud.neighbours()[row * cloud.k() + j];
            cluster[row] = other >= 0 && before[other] >= 0 ? before[other] : -1;
          }
        }
      }
    }

    private boolean alike(int a, int b) {
      for (int channel = 0; channel < 3; channel++) {
        double spread = (deviation[a][channel] + deviation[b][channel]) / 2;
        if (Math.abs(mean[a][channel] - mean[b][channel]) > settings.absorbColour() + spread) {
          return false;
        }
      }
      return true;
    }

    private double contrast(int a, int b) {
      double largest = 0;
      for (int channel = 0; channel < 3; channel++) {
        largest = Math.max(largest, Math.abs(mean[a][channel] - mean[b][channel]));
      }
      return largest;
    }

    private int[] sizes() {
      int[] sizes = new int[clusters];
      for (int row : members) {
        if (cluster[row] >= 0) {
          sizes[cluster[row]]++;
        }
      }
      return sizes;
    }
  }
}
