package io.splatlas.actors.cluster;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Surfaces covered with Gaussians whose object is known; metres, z up, seen from above. */
final class SyntheticRoom {
  /** Red green blue of a place on a surface. */
  interface Look {
    float[] at(double x, double y, double z);
  }

  private final SplittableRandom random;
  private final SplittableRandom teacher;
  private final double noise;
  private final List<float[]> rows = new ArrayList<>();
  private final List<Integer> truth = new ArrayList<>();
  private final List<float[]> features = new ArrayList<>();
  private int object = -1;
  private float[] feature = new float[0];

  /**
   * @param noise of positions as a share of the spacing
   */
  SyntheticRoom(long seed, double noise) {
    this.random = new SplittableRandom(seed);
    this.teacher = new SplittableRandom(seed);
    this.noise = noise;
  }

  static Look plain(double red, double green, double blue) {
    float[] colour = {(float) red, (float) green, (float) blue};
    return (x, y, z) -> colour;
  }

  /** What is added from now on is one object; gives its number. */
  int object() {
    return ++object;
  }

  /** What a teacher says of all that is added from now on; always as many values. */
  SyntheticRoom feature(float... values) {
    feature = values;
    return this;
  }

  /** A parallelogram: a corner and two sides. */
  SyntheticRoom patch(double[] corner, double[] u, double[] v, double spacing, Look look) {
    int across = (int) Math.max(1, Math.round(length(u) / spacing));
    int along = (int) Math.max(1, Math.round(length(v) / spacing));
    for (int i = 0; i < across; i++) {
      for (int j = 0; j < along; j++) {
        double s = (i + 0.5 + jitter()) / across;
        double t = (j + 0.5 + jitter()) / along;
        double[] p = new double[3];
        for (int axis = 0; axis < 3; axis++) {
          p[axis] = corner[axis] + s * u[axis] + t * v[axis] + noise * spacing * gaussian();
        }
        add(p, look);
      }
    }
    return this;
  }

  /** The top and the sides of an upright box with a given lower corner and size. */
  SyntheticRoom box(double[] at, double[] size, double spacing, Look look) {
    double[] x = {size[0], 0, 0};
    double[] y = {0, size[1], 0};
    double[] z = {0, 0, size[2]};
    patch(at, x, z, spacing, look);
    patch(at, y, z, spacing, look);
    patch(new double[] {at[0] + size[0], at[1], at[2]}, y, z, spacing, look);
    patch(new double[] {at[0], at[1] + size[1], at[2]}, x, z, spacing, look);
    return patch(new double[] {at[0], at[1], at[2] + size[2]}, x, y, spacing, look);
  }

  SyntheticRoom ball(double[] centre, double radius, double spacing, Look look) {
    return ball(centre, radius, 1, 1, spacing, look);
  }

  /**
   * A ball cut off across the x axis.
   *
   * @param side where it is whole: 1 towards x, -1 against it
   * @param cut where it is cut off beyond its centre, radii, up to 1
   */
  SyntheticRoom ball(
      double[] centre, double radius, double cut, int side, double spacing, Look look) {
    int count = (int) Math.round(4 * Math.PI * radius * radius / (spacing * spacing));
    for (int i = 0; i < count; i++) {
      double z = 1 - 2 * (i + 0.5) / count;
      double turn = i * Math.PI * (3 - Math.sqrt(5));
      double ring = Math.sqrt(1 - z * z);
      double r = radius + noise * spacing * gaussian();
      if (side * ring * Math.cos(turn) < -cut) {
        continue;
      }
      add(
          new double[] {
            centre[0] + r * ring * Math.cos(turn),
            centre[1] + r * ring * Math.sin(turn),
            centre[2] + r * z
          },
          look);
    }
    return this;
  }

  int count() {
    return rows.size();
  }

  int[] truth() {
    return truth.stream().mapToInt(Integer::intValue).toArray();
  }

  /** All positions times a factor. */
  ClusteringInput input(double scale) {
    GaussianLayout layout = new GaussianLayout(0, feature.length);
    GaussianBatch batch = GaussianBatch.zeros(layout, rows.size());
    for (int i = 0; i < rows.size(); i++) {
      float[] row = rows.get(i);
      for (int axis = 0; axis < 3; axis++) {
        batch.planes()[GaussianLayout.POSITION + axis][i] = (float) (scale * row[axis]);
        batch.planes()[GaussianLayout.SH_DC + axis][i] =
            (row[3 + axis] - 0.5f) / GaussianLayout.SH_C0;
      }
      for (int channel = 0; channel < feature.length; channel++) {
        batch.planes()[layout.featureOffset() + channel][i] = features.get(i)[channel];
      }
      batch.planes()[GaussianLayout.OPACITY][i] = 3;
      batch.planes()[GaussianLayout.ROTATION][i] = 1;
    }
    long[] identities = new long[rows.size()];
    Arrays.setAll(identities, i -> i);
    GaussianSnapshot snapshot =
        new GaussianSnapshot(batch, identities, new int[rows.size()], new float[rows.size()]);
    return new ClusteringInput(snapshot, camerasAround(scale));
  }

  /** A ring of cameras around what lies near the origin, looking in and down. */
  private static List<Camera> camerasAround(double scale) {
    List<Camera> cameras = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      double turn = i * Math.PI / 6;
      double x = Math.cos(turn);
      double y = Math.sin(turn);
      double down = Math.sqrt(0.5);
      double[] pose = {
        0,
        x * down,
        -x * down,
        scale * (0.6 + 2 * x),
        0,
        y * down,
        -y * down,
        scale * (0.4 + 2 * y),
        0,
        -down,
        -down,
        scale * 2,
        0,
        0,
        0,
        1
      };
      cameras.add(Camera.fromCameraToWorld(64, 48, 40, 40, 32, 24, withRight(pose)));
    }
    return cameras;
  }

  /** Fills in the x axis: y times z. */
  private static double[] withRight(double[] pose) {
    double[] p = pose.clone();
    p[0] = pose[5] * pose[10] - pose[9] * pose[6];
    p[4] = pose[9] * pose[2] - pose[1] * pose[10];
    p[8] = pose[1] * pose[6] - pose[5] * pose[2];
    return p;
  }

  private void add(double[] p, Look look) {
    float[] colour = look.at(p[0], p[1], p[2]);
    float[] row = new float[6];
    for (int axis = 0; axis < 3; axis++) {
      row[axis] = (float) p[axis];
      row[3 + axis] = (float) (colour[axis] + 0.02 * gaussian());
    }
    rows.add(row);
    float[] said = feature.clone();
    for (int channel = 0; channel < said.length; channel++) {
      said[channel] += (float) (0.05 * teacher.nextGaussian());
    }
    features.add(said);
    truth.add(object);
  }

  private double jitter() {
    return 0.6 * (random.nextDouble() - 0.5);
  }

  private double gaussian() {
    return random.nextGaussian();
  }

  private static double length(double[] v) {
    return Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
  }
}
