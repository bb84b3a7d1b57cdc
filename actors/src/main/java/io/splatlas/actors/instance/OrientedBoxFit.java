package io.splatlas.actors.instance;

import io.splatlas.actors.model.OrientedBox;
import io.splatlas.actors.spatial.SymmetricEigen;
import java.util.Arrays;

/**
 * Fits a box that is turned as points lie: of the frame of the principal components, that frame
 * turned about each of its axes in small steps, and the world's frame, the one with the smallest
 * box. Principal components alone turn the box of a cube, a ball or a square plate at random.
 */
final class OrientedBoxFit {
  /** Points that the frame is chosen by, at most. */
  private static final int SAMPLE = 512;

  /** A quarter of a turn is cut into this many. */
  private static final int STEPS = 12;

  private final float[][] points;
  private final double trim;
  private final float margin;

  /**
   * @param points x y z planes, metres, at least one point
   * @param trim share of the points left out at either end of an axis
   * @param margin added at either end, metres
   */
  OrientedBoxFit(float[][] points, double trim, float margin) {
    this.points = points;
    this.trim = trim;
    this.margin = margin;
  }

  OrientedBox fit() {
    float[][] sample = sample();
    double[][] best = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    double smallest = volume(best, sample);
    double[][] principal = principal(sample);
    for (int about = 0; about < 3; about++) {
      for (int step = 0; step < STEPS; step++) {
        double[][] frame = turned(principal, about, Math.PI / 2 * step / STEPS);
        double volume = volume(frame, sample);
        // Clearly smaller, so that a tie goes to the frame that came first.
        if (volume < smallest * (1 - 1e-6)) {
          smallest = volume;
          best = frame;
        }
      }
    }
    return box(best);
  }

  private float[][] sample() {
    int n = points[0].length;
    int count = Math.min(SAMPLE, n);
    float[][] sample = new float[3][count];
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) i * n / count);
      for (int axis = 0; axis < 3; axis++) {
        sample[axis][i] = points[axis][from];
      }
    }
    return sample;
  }

  /** Rows: unit axes, of the largest spread first, right-handed. */
  private static double[][] principal(float[][] sample) {
    double[] mean = new double[3];
    for (int axis = 0; axis < 3; axis++) {
      for (float value : sample[axis]) {
        mean[axis] += value / sample[axis].length;
      }
    }
    double[][] c = new double[3][3];
    for (int i = 0; i < sample[0].length; i++) {
      for (int a = 0; a < 3; a++) {
        for (int b = 0; b < 3; b++) {
          c[a][b] += (sample[a][i] - mean[a]) * (sample[b][i] - mean[b]);
        }
      }
    }
    SymmetricEigen eigen = new SymmetricEigen();
    eigen.decompose(c[0][0], c[0][1], c[0][2], c[1][1], c[1][2], c[2][2]);
    double[] first = eigen.vectors[2].clone();
    double[] second = eigen.vectors[1].clone();
    return new double[][] {first, second, cross(first, second)};
  }

  private static double[][] turned(double[][] frame, int about, double angle) {
    int p = (about + 1) % 3;
    int q = (about + 2) % 3;
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double[][] out = {frame[0].clone(), frame[1].clone(), frame[2].clone()};
    for (int axis = 0; axis < 3; axis++) {
      out[p][axis] = cos * frame[p][axis] + sin * frame[q][axis];
      out[q][axis] = cos * frame[q][axis] - sin * frame[p][axis];
    }
    return out;
  }

  private double volume(double[][] frame, float[][] sample) {
    double volume = 1;
    for (double[] axis : frame) {
      float[] range = range(axis, sample);
      volume *= Math.max(range[1] - range[0], Float.MIN_NORMAL);
    }
    return volume;
  }

  private float[] range(double[] axis, float[][] of) {
    float[] along = new float[of[0].length];
    for (int i = 0; i < along.length; i++) {
      along[i] = (float) (axis[0] * of[0][i] + axis[1] * of[1][i] + axis[2] * of[2][i]);
    }
    Arrays.sort(along);
    int cut = (int) (trim * (along.length - 1));
    return new float[] {along[cut] - margin, along[along.length - 1 - cut] + margin};
  }

  private OrientedBox box(double[][] frame) {
    float[][] ranges = new float[3][];
    for (int axis = 0; axis < 3; axis++) {
      ranges[axis] = range(frame[axis], points);
    }
    Integer[] order = {0, 1, 2};
    Arrays.sort(
        order, (a, b) -> Float.compare(ranges[b][1] - ranges[b][0], ranges[a][1] - ranges[a][0]));
    double[][] axes = {frame[order[0]], frame[order[1]], new double[3]};
    axes[2] = cross(axes[0], axes[1]);
    float[] size = new float[3];
    float[] centre = new float[3];
    for (int k = 0; k < 3; k++) {
      float[] range = ranges[order[k]];
      size[k] = range[1] - range[0];
      for (int axis = 0; axis < 3; axis++) {
        centre[axis] += (float) ((range[0] + range[1]) / 2 * frame[order[k]][axis]);
      }
    }
    return new OrientedBox(centre, quaternion(axes), size);
  }

  private static double[] cross(double[] a, double[] b) {
    return new double[] {
      a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
    };
  }

  /**
   * The rotation whose matrix has the axes as columns, by the largest of its four components
   * (Shepperd 1978), with a real part of at least 0.
   */
  private static float[] quaternion(double[][] axes) {
    double xx = axes[0][0];
    double yy = axes[1][1];
    double zz = axes[2][2];
    double[] squares = {1 + xx + yy + zz, 1 + xx - yy - zz, 1 - xx + yy - zz, 1 - xx - yy + zz};
    int largest = 0;
    for (int k = 1; k < 4; k++) {
      largest = squares[k] > squares[largest] ? k : largest;
    }
    double yz = axes[1][2] - axes[2][1];
    double zx = axes[2][0] - axes[0][2];
    double xy = axes[0][1] - axes[1][0];
    double sxy = axes[1][0] + axes[0][1];
    double szx = axes[2][0] + axes[0][2];
    double syz = axes[2][1] + axes[1][2];
    double[] q =
        switch (largest) {
          case 0 -> new double[] {squares[0], yz, zx, xy};
          case 1 -> new double[] {yz, squares[1], sxy, szx};
          case 2 -> new double[] {zx, sxy, squares[2], syz};
          default -> new double[] {xy, szx, syz, squares[3]};
        };
    double norm = 0;
    for (double value : q) {
      norm += value * value;
    }
    norm = Math.sqrt(norm) * (q[0] < 0 ? -1 : 1);
    return new float[] {
      (float) (q[0] / norm), (float) (q[1] / norm), (float) (q[2] / norm), (float) (q[3] / norm)
    };
  }
}
