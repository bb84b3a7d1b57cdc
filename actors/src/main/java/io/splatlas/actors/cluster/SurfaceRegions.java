package io.splatlas.actors.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds flat things in a surface: a picture on a wall, a carpet on a floor, a door. They lie in the
 * plane, so only their look tells them apart: the surface is cut along all ridges of colour change,
 * and joined again across seams that are faint. The largest region is the surface itself.
 */
final class SurfaceRegions {
  /** A region most of whose surfels border on the surface is its texture, unless it stands out. */
  private static final double TEXTURE = 0.5;

  private final SurfelCloud cloud;
  private final ClusteringSettings settings;

  SurfaceRegions(SurfelCloud cloud, ClusteringSettings settings) {
    this.cloud = cloud;
    this.settings = settings;
  }

  /** The regions of all planes, rows of the cloud each. */
  List<int[]> of(Planes planes) {
    List<int[]> regions = new ArrayList<>();
    for (int plane = 0; plane < planes.count(); plane++) {
      int p = plane;
      int[] members = IntStream.range(0, cloud.size()).filter(i -> planes.labels[i] == p).toArray();
      if (members.length >= 2 * settings.minClusterSize()) {
        regions.addAll(new Surface(members).regions());
      }
    }
    return regions;
  }

  /** One surface while it is taken apart. */
  private final class Surface {
    private final int[] members;

    /** By surfel of the cloud. */
    private final int[] cluster;

    private final int clusters;
    private final double[][] mean;
    private final int[] group;

    Surface(int[] members) {
      this.members = members;
      Basins basins = new Basins(cloud, members);
      clusters = basins.count();
      cluster = basins.labels;
      mean = new double[clusters][3];
      group = IntStream.range(0, clusters).toArray();
      describe();
    }

    private void describe() {
      int[] sizes = sizes();
      for (int row : members) {
        for (int channel = 0; channel < 3; channel++) {
          mean[cluster[row]][channel] += cloud.colour()[channel][row] / sizes[cluster[row]];
        }
      }
    }

    List<int[]> regions() {
      if (clusters < 2) {
        return List.of();
      }
      joinAcrossFaintSeams();
      int surface = largestGroup();
      joinTexture(surface);
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

    /**
     * Joins clusters across the faintest seam first, as long as one is faint: a step of light or of
     * texture is faint all along, the edge of a carpet is not (as in the contour maps of Arbelaez
     * et al. 2011). A seam's strength is a mean over its length, so it adds up when clusters join.
     */
    private void joinAcrossFaintSeams() {
      SideColours sides = new SideColours(cloud, cluster);
      RegionGraph graph = new RegionGraph(clusters);
      double[] texture = new double[clusters];
      int[] sizes = sizes();
      for (int row : members) {
        int c = cluster[row];
        texture[c] += sides.texture(row) / sizes[c];
        for (int j = 0; j < cloud.k(); j++) {
          int other = cloud.neighbours()[row * cloud.k() + j];
          if (other >= 0 && cluster[other] >= 0 && cluster[other] != c) {
            graph.add(c, cluster[other], sides.contrast(row, other));
          }
        }
      }
      RegionGraph.Joining joining =
          (from, into) -> {
            double share = (double) sizes[from] / (sizes[from] + sizes[into]);
            texture[into] += share * (texture[from] - texture[into]);
            for (int channel = 0; channel < 3; channel++) {
              mean[into][channel] += share * (mean[from][channel] - mean[into][channel]);
            }
            sizes[into] += sizes[from];
          };
      graph.join((contrast, x, y) -> contrast / faint((texture[x] + texture[y]) / 2), joining);
      // What is too small to be a thing goes with what it differs from least.
      int least = settings.minClusterSize();
      graph.join(
          (contrast, x, y) -> Math.min(sizes[x], sizes[y]) < least ? contrast / 2 : 1, joining);
      for (int c = 0; c < clusters; c++) {
        group[c] = graph.groupOf(c);
      }
    }

    /** Contrast up to which a seam is faint. */
    private double faint(double texture) {
      return settings.regionSeam() + settings.regionTexture() * texture;
    }

    private int largestGroup() {
      int[] sizes = new int[clusters];
      for (int row : members) {
        if (cluster[row] >= 0) {
          sizes[group[cluster[row]]]++;
        }
      }
      int largest = 0;
      for (int g = 1; g < clusters; g++) {
        largest = sizes[g] > sizes[largest] ? g : largest;
      }
      return largest;
    }

    /**
     * What is interwoven with the surface is its texture, unless it stands out; crumbs are, too.
     */
    private void joinTexture(int surface) {
      int[] sizes = sizes();
      int[] touching = touching(surface);
      int[] size = new int[clusters];
      int[] touch = new int[clusters];
      for (int c = 0; c < clusters; c++) {
        size[group[c]] += sizes[c];
        touch[group[c]] += touching[c];
      }
      for (int g = 0; g < clusters; g++) {
        boolean interwoven =
            touch[g] > TEXTURE * size[g] && contrast(g, surface) < settings.regionContrast();
        boolean crumb = size[g] < settings.minClusterSize();
        if (g != surface && group[g] == g && (interwoven || crumb)) {
          for (int c = 0; c < clusters; c++) {
            group[c] = group[c] == g ? surface : group[c];
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
