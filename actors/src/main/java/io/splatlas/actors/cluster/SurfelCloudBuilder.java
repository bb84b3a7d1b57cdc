package io.splatlas.actors.cluster;

import io.splatlas.actors.spatial.KdTree;
import io.splatlas.actors.spatial.Neighbours;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.actors.spatial.PointSet;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes a surfel cloud: picks trusted Gaussians, estimates normals by local planes and turns them
 * towards the cameras.
 */
final class SurfelCloudBuilder {
  /** The neighbour whose distance counts as the local spacing. */
  private static final int SPACING_NEIGHBOUR = 4;

  /** Surfels seen more from the side than this, as a cosine, are turned as their neighbours. */
  private static final double FACING = 0.25;

  /** Local spacings stay within this factor of the median. */
  private static final float SPACING_RANGE = 8;

  private final ClusteringSettings settings;
  private final Parallel parallel;

  SurfelCloudBuilder(ClusteringSettings settings, Parallel parallel) {
    this.settings = settings;
    this.parallel = parallel;
  }

  SurfelCloud build(ClusteringInput input) {
    GaussianBatch gaussians = input.snapshot().gaussians();
    int[] rows = trusted(input);
    int n = rows.length;
    float[][] position = gather(gaussians, GaussianLayout.POSITION, 3, rows);
    Neighbours near =
        KdTree.build(PointSet.of(interleaved(position), 3), parallel)
            .nearestOfEach(settings.neighbours() + 1, parallel);
    int k = settings.neighbours();
    int[] neighbours = new int[n * k];
    float[] local = new float[n];
    for (int i = 0; i < n; i++) {
      int at = 0;
      for (int j = 0; j <= k && at < k; j++) {
        int other = near.indices()[i * (k + 1) + j];
        if (other != i) {
          neighbours[i * k + at++] = other;
        }
      }
      float d = near.distances()[i * (k + 1) + Math.min(k, SPACING_NEIGHBOUR)];
      local[i] = Float.isFinite(d) ? d : 0;
    }
    float spacing = median(local);
    float[] smooth = smoothed(local, neighbours, k, spacing);
    float[][] normal = new float[3][n];
    float[] curvature = new float[n];
    estimateNormals(position, neighbours, k, smooth, input.cameras(), normal, curvature);
    float[] area = new float[n];
    for (int i = 0; i < n; i++) {
      area[i] = smooth[i] * smooth[i];
    }
    return new SurfelCloud(
        rows,
        position,
        normal,
        colours(gaussians, rows),
        gather(gaussians, gaussians.layout().featureOffset(), gaussians.layout().features(), rows),
        area,
        curvature,
        neighbours,
        k,
        smooth,
        spacing);
  }

  private static float median(float[] values) {
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }

  /** The median spacing of each surfel and its neighbours, within limits. */
  private static float[] smoothed(float[] local, int[] neighbours, int k, float spacing) {
    float[] smooth = new float[local.length];
    float[] around = new float[k + 1];
    for (int i = 0; i < local.length; i++) {
      int count = 0;
      around[count++] = local[i];
      for (int j = 0; j < k; j++) {
        int other = neighbours[i * k + j];
        if (other >= 0) {
          around[count++] = local[other];
        }
      }
      Arrays.sort(around, 0, count);
      smooth[i] = Math.clamp(around[count / 2], spacing / SPACING_RANGE, spacing * SPACING_RANGE);
    }
    return smooth;
  }

  private int[] trusted(ClusteringInput input) {
    GaussianBatch gaussians = input.snapshot().gaussians();
    float[] opacity = gaussians.planes()[GaussianLayout.OPACITY];
    float floor = leastTrusted(opacity, gaussians.count());
    return IntStream.range(0, gaussians.count()).filter(i -> opacity[i] >= floor).toArray();
  }

  /** The opacity, as a logit, from which on Gaussians are trusted. */
  private float leastTrusted(float[] opacity, int count) {
    float wanted = (float) Math.log(settings.trustedOpacity() / (1 - settings.trustedOpacity()));
    float[] sorted = Arrays.copyOf(opacity, count);
    Arrays.sort(sorted);
    int share = (int) Math.ceil(settings.trustedShare() * count);
    return share == 0 ? wanted : Math.min(wanted, sorted[count - share]);
  }

  private static float[][] gather(GaussianBatch gaussians, int first, int count, int[] rows) {
    float[][] planes = new float[count][rows.length];
    for (int p = 0; p < count; p++) {
      float[] from = gaussians.planes()[first + p];
      for (int i = 0; i < rows.length; i++) {
        planes[p][i] = from[rows[i]];
      }
    }
    return planes;
  }

  private static float[][] colours(GaussianBatch gaussians, int[] rows) {
    float[][] colour = gather(gaussians, GaussianLayout.SH_DC, 3, rows);
    for (float[] plane : colour) {
      for (int i = 0; i < plane.length; i++) {
        plane[i] = Math.clamp(GaussianLayout.SH_C0 * plane[i] + 0.5f, 0f, 1f);
      }
    }
    return colour;
  }

  static float[] interleaved(float[][] planes) {
    int n = planes[0].length;
    float[] rowMajor = new float[planes.length * n];
    for (int p = 0; p < planes.length; p++) {
      for (int i = 0; i < n; i++) {
        rowMajor[i * planes.length + p] = planes[p][i];
      }
    }
    return rowMajor;
  }

  private void estimateNormals(
      float[][] position,
      int[] neighbours,
      int k,
      float[] local,
      List<Camera> cameras,
      float[][] normal,
      float[] curvature) {
    boolean[] seen = new boolean[position[0].length];
    float[][] seenFrom = new SeenFrom(position, local, parallel).directions(cameras);
    parallel.forRange(
        position[0].length,
        512,
        (worker, from, to) -> {
          LocalPlane plane = new LocalPlane();
          for (int i = from; i < to; i++) {
            plane.fit(position, neighbours, i, k);
            seen[i] = plane.turnTowards(seenFrom, i) >= FACING;
            for (int axis = 0; axis < 3; axis++) {
              normal[axis][i] = plane.normal(axis);
            }
            curvature[i] = plane.deviation() / Math.max(local[i], Float.MIN_NORMAL);
          }
        });
    new HiddenNormals(normal, neighbours, k).turn(seen);
  }
}
