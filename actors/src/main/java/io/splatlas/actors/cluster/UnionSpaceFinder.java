package io.splatlas.actors.cluster;

import io.splatlas.actors.cluster.hdbscan.ClusterSelection;
import io.splatlas.actors.cluster.hdbscan.Hdbscan;
import io.splatlas.actors.cluster.hdbscan.HdbscanParameters;
import io.splatlas.actors.cluster.hdbscan.HdbscanResult;
import io.splatlas.actors.spatial.Parallel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds instances: large flat surfaces first, then HDBSCAN in union space on what stands on and in
 * front of them, then every other Gaussian joins the cluster it is near.
 */
public final class UnionSpaceFinder implements InstanceFinder {
  private final ClusteringSettings settings;
  private final Parallel parallel;

  public UnionSpaceFinder(ClusteringSettings settings, Parallel parallel) {
    this.settings = settings;
    this.parallel = parallel;
  }

  @Override
  public ClusteringResult find(ClusteringInput input) {
    return find(input, ClusteringTrace.NONE);
  }

  /**
   * The same, told step by step: "surfaces", "what lies on them" (after the regions in them were
   * cut out), "islands" (HDBSCAN), "noise", "joins", "all Gaussians".
   */
  public ClusteringResult find(ClusteringInput input, ClusteringTrace trace) {
    SurfelCloud cloud = new SurfelCloudBuilder(settings, parallel).build(input);
    int count = input.snapshot().count();
    if (cloud.size() < settings.minClusterSize() || !(cloud.spacing() > 0)) {
      return nothing(count);
    }
    Planes planes = new PlaneGrower(cloud, settings).grow();
    trace.stage("surfaces", () -> perGaussian(cloud, planes.labels, count));
    List<int[]> regions = new SurfaceRegions(cloud, settings).of(planes);
    new PlaneAbsorption(cloud, settings, parallel).absorb(planes);
    trace.stage("what lies on them", () -> perGaussian(cloud, planes.labels, count));
    Segments clustered = clusterTheRest(cloud, planes, regions);
    trace.stage("islands", () -> perGaussian(cloud, clustered.labels(), count));
    Segments absorbed = new NoiseAbsorption(cloud, settings).absorb(clustered);
    trace.stage("noise", () -> perGaussian(cloud, absorbed.labels(), count));
    Segments joined =
        new ConvexMerge(cloud, settings, trace).merge(absorbed, kinds(absorbed, planes, regions));
    trace.stage("joins", () -> perGaussian(cloud, joined.labels(), count));
    float[] apart = new Apartness(cloud).of(joined);
    ClusteringResult result =
        new LabelSpread(settings, parallel).spread(input.snapshot(), cloud, joined, apart);
    trace.stage("all Gaussians", () -> result.labels().clone());
    return result;
  }

  private static int[] perGaussian(SurfelCloud cloud, int[] labels, int count) {
    int[] all = new int[count];
    Arrays.fill(all, -1);
    for (int i = 0; i < labels.length; i++) {
      all[cloud.rows()[i]] = labels[i];
    }
    return all;
  }

  /** Surfaces come first, the regions in them last. */
  private static ConvexMerge.Kind[] kinds(Segments segments, Planes planes, List<int[]> regions) {
    ConvexMerge.Kind[] kinds = new ConvexMerge.Kind[segments.background().length];
    Arrays.fill(kinds, ConvexMerge.Kind.BODY);
    Arrays.fill(kinds, 0, planes.count(), ConvexMerge.Kind.SURFACE);
    Arrays.fill(kinds, kinds.length - regions.size(), kinds.length, ConvexMerge.Kind.REGION);
    return kinds;
  }

  private static ClusteringResult nothing(int count) {
    int[] labels = new int[count];
    Arrays.fill(labels, -1);
    return new ClusteringResult(labels, new float[count], new boolean[0], new float[0]);
  }

  private Segments clusterTheRest(SurfelCloud cloud, Planes planes, List<int[]> regions) {
    int[] rest =
        IntStream.range(0, cloud.size())
            .filter(i -> planes.labels[i] == PlaneGrower.NONE)
            .toArray();
    int[] labels = planes.labels.clone();
    float[] probabilities = new float[labels.length];
    Arrays.fill(probabilities, 1);
    int objects = 0;
    UnionSpace space = new UnionSpace(cloud, settings, rest);
    for (int[] island : new Islands(cloud, settings.islandReach()).of(rest)) {
      if (island.length < settings.minClusterSize()) {
        for (int surfel : island) {
          labels[surfel] = -1;
        }
        continue;
      }
      HdbscanResult found =
          Hdbscan.cluster(space.of(island, cloud.medianSpacing(island)), parameters(), parallel);
      for (int i = 0; i < island.length; i++) {
        labels[island[i]] =
            found.labels()[i] < 0 ? -1 : planes.count() + objects + found.labels()[i];
        probabilities[island[i]] = found.probabilities()[i];
      }
      objects += found.clusterCount();
    }
    for (int[] region : regions) {
      for (int surfel : region) {
        labels[surfel] = planes.count() + objects;
      }
      objects++;
    }
    boolean[] background = new boolean[planes.count() + objects];
    double total = cloud.totalArea();
    for (int plane = 0; plane < planes.count(); plane++) {
      background[plane] = planes.area(plane) >= settings.supportShare() * total;
    }
    return new Segments(labels, probabilities, background);
  }

  private HdbscanParameters parameters() {
    return new HdbscanParameters(
        settings.minClusterSize(),
        settings.minSamples(),
        settings.epsilon(),
        0,
        ClusterSelection.EXCESS_OF_MASS,
        true,
        settings.islandReach());
  }
}
