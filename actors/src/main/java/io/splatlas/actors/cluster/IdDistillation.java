package io.splatlas.actors.cluster;

import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuSlice;
import io.splatlas.actors.spatial.KdTree;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.actors.spatial.PointSet;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Distils instances through photographs: the clusters are rendered into views, their borders moved
 * to the edges that the photographs show ({@link PhotographEdges}), and what each pixel then is is
 * lifted back as a feature is (METHOD section 8). A Gaussian takes the cluster that it is seen as,
 * among its own and those of its neighbours. What clustering decided in space, where reconstruction
 * blurs borders, is so corrected by what all views agree on; no cluster is made, joined or emptied.
 *
 * <p>As a job it keeps a copy of the Gaussians on the device while it runs.
 */
public final class IdDistillation implements GpuJob<ClusteringResult> {
  /** Views that are looked at, evenly drawn; more say the same. */
  public static final int MOST_VIEWS = 64;

  private static final int NEIGHBOURS = 16;
  private static final int ROUNDS = 2;

  /**
   * A photograph and where it was taken from.
   *
   * @param camera of its size
   * @param rgb interleaved
   */
  @SuppressWarnings("ArrayRecordComponent") // Pixels, handed on as they are.
  public record Photograph(Camera camera, byte[] rgb) {}

  private final GaussianSnapshot snapshot;
  private final ClusteringResult found;
  private final List<Photograph> photographs;
  private final int[] neighbours;
  private final int[] codes;
  private int[] labels;
  private int round;
  private int view;
  private @Nullable GaussianSet set;

  /**
   * Prepares it; takes some time, but no device.
   *
   * @param snapshot what was clustered
   * @param found clusters of it
   * @param photographs at most {@link #MOST_VIEWS} are worth their time
   */
  public IdDistillation(
      GaussianSnapshot snapshot,
      ClusteringResult found,
      List<Photograph> photographs,
      Parallel parallel) {
    this.snapshot = snapshot;
    this.found = found;
    this.photographs = List.copyOf(photographs);
    this.labels = found.labels().clone();
    float[] points =
        SurfelCloudBuilder.interleaved(
            Arrays.copyOfRange(
                snapshot.gaussians().planes(),
                GaussianLayout.POSITION,
                GaussianLayout.POSITION + 3));
    this.neighbours =
        snapshot.count() == 0
            ? new int[0]
            : KdTree.build(PointSet.of(points, 3), parallel)
                .nearestOfEach(NEIGHBOURS, parallel)
                .indices();
    this.codes = LabelCodes.of(found.clusters(), labels, neighbours, NEIGHBOURS);
  }

  /** The numbers, from 0, of up to {@link #MOST_VIEWS} of {@code count} views, evenly drawn. */
  public static List<Integer> drawn(int count) {
    int most = Math.min(count, MOST_VIEWS);
    List<Integer> drawn = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      drawn.add((int) ((long) i * count / most));
    }
    return drawn;
  }

  /** Runs it all on a device of one's own, without actors. */
  public ClusteringResult run(GpuDevice device) {
    if (isDone()) {
      return result();
    }
    try (GaussianSet own = copy(device)) {
      while (!isDone()) {
        step(device, own);
      }
    }
    return result();
  }

  @Override
  public boolean runSlice(GpuSlice slice) {
    while (!isDone()) {
      if (set == null) {
        set = slice.keep(copy(slice.device()));
      }
      step(slice.device(), set);
      if (!slice.timeLeft()) {
        break;
      }
    }
    if (isDone() && set != null) {
      slice.release(set);
      set = null;
    }
    return isDone();
  }

  private boolean isDone() {
    return round == ROUNDS
        || photographs.isEmpty()
        || found.clusters() == 0
        || snapshot.count() == 0;
  }

  @Override
  public ClusteringResult result() {
    return new ClusteringResult(labels, found.probabilities(), found.background(), found.apart());
  }

  /** The Gaussians without view-dependent colour, with the clusters as ids and room for codes. */
  private GaussianSet copy(GpuDevice device) {
    GaussianLayout layout = new GaussianLayout(0, LabelCodes.CODES);
    int n = snapshot.count();
    float[][] planes = new float[layout.planes()][];
    for (int p = 0; p < planes.length; p++) {
      planes[p] = p < layout.featureOffset() ? snapshot.gaussians().planes()[p] : new float[n];
    }
    GaussianSet copy = device.allocate(layout, n);
    device.restore(
        copy,
        new GaussianSnapshot(
            new GaussianBatch(layout, n, planes), snapshot.identities(), ids(), new float[n]));
    return copy;
  }

  private int[] ids() {
    int[] ids = new int[labels.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = labels[i] + 1;
    }
    return ids;
  }

  /** One view; behind the last one of a round the Gaussians take what they are seen as. */
  private void step(GpuDevice device, GaussianSet copy) {
    Photograph photograph = photographs.get(view++);
    Camera camera = photograph.camera();
    int[] rendered =
        Objects.requireNonNull(
            device.render(copy, camera, RenderOptions.of(Layer.IDS)).ids(), "ids");
    int[] seen = PhotographEdges.move(camera.width(), camera.height(), rendered, photograph.rgb());
    device.lift(copy, camera, coded(camera, seen));
    if (view == photographs.size()) {
      labels = decided(device.snapshot(copy));
      view = 0;
      round++;
      if (round < ROUNDS) {
        device.clearLifting(copy);
        device.assignInstances(copy, snapshot.identities(), ids());
      }
    }
  }

  private FeatureMap coded(Camera camera, int[] seen) {
    float[] values = new float[LabelCodes.CODES * seen.length];
    for (int p = 0; p < seen.length; p++) {
      if (seen[p] > 0) {
        values[codes[seen[p] - 1] * seen.length + p] = 1;
      }
    }
    return new FeatureMap(camera.width(), camera.height(), LabelCodes.CODES, values);
  }

  private int[] decided(GaussianSnapshot lifted) {
    int[] next = labels.clone();
    int[] members = new int[found.clusters()];
    int offset = lifted.gaussians().layout().featureOffset();
    float[] shares = new float[LabelCodes.CODES];
    for (int i = 0; i < next.length; i++) {
      if (lifted.liftingWeights()[i] > 0) {
        for (int code = 0; code < shares.length; code++) {
          shares[code] = lifted.gaussians().planes()[offset + code][i];
        }
        next[i] = seenAs(i, shares);
      }
      if (next[i] >= 0) {
        members[next[i]]++;
      }
    }
    for (int i = 0; i < next.length; i++) {
      if (labels[i] >= 0 && members[labels[i]] == 0) {
        next[i] = labels[i];
      }
    }
    return next;
  }

  /** Its own cluster, or that of a neighbour as which it is seen more often. */
  private int seenAs(int i, float[] shares) {
    int best = labels[i];
    float most = best >= 0 ? shares[codes[best]] : 1 - sum(shares);
    for (int j = 0; j < NEIGHBOURS; j++) {
      int neighbour = neighbours[i * NEIGHBOURS + j];
      int label = neighbour < 0 ? -1 : labels[neighbour];
      if (label >= 0 && shares[codes[label]] > most) {
        most = shares[codes[label]];
        best = label;
      }
    }
    return best;
  }

  private static float sum(float[] shares) {
    float sum = 0;
    for (float share : shares) {
      sum += share;
    }
    return sum;
  }
}
