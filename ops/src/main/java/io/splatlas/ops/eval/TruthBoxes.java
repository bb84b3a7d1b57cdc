package io.splatlas.ops.eval;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Ground-truth boxes from masks and depth: the surface points that training views see of each
 * object, its box between the 1st and the 99th percentile of each axis, as pixels at silhouettes
 * carry the depth of what is behind.
 */
public final class TruthBoxes {

  /** Objects with fewer sampled points than this get no box. */
  public static final int MIN_POINTS = 50;

  private static final double TRIM = 0.01;

  /** Samples of a view; keeps memory within bounds for long captures of large images. */
  private static final int SAMPLES_A_VIEW = 20_000;

  private final TreeMap<Integer, Points> pointsOf = new TreeMap<>();

  /** Positions of an object, an array an axis. */
  private static final class Points {
    private final double[][] axes = new double[3][256];
    private int count;

    void add(double[] xyz) {
      for (int axis = 0; axis < 3; axis++) {
        if (count == axes[axis].length) {
          axes[axis] = Arrays.copyOf(axes[axis], 2 * count);
        }
        axes[axis][count] = xyz[axis];
      }
      count++;
    }

    Box box() {
      double[] min = new double[3];
      double[] max = new double[3];
      for (int axis = 0; axis < 3; axis++) {
        double[] sorted = Arrays.copyOf(axes[axis], count);
        Arrays.sort(sorted);
        min[axis] = sorted[(int) Math.round(TRIM * (count - 1))];
        max[axis] = sorted[(int) Math.round((1 - TRIM) * (count - 1))];
      }
      return new Box(min[0], min[1], min[2], max[0], max[1], max[2]);
    }
  }

  /** Adds a view; its {@link PosedIds#ids()} are ground-truth ids. */
  public void add(PosedIds view) {
    int width = view.camera().width();
    int height = view.camera().height();
    int stride = (int) Math.max(1, Math.ceil(Math.sqrt((double) width * height / SAMPLES_A_VIEW)));
    double[] xyz = new double[3];
    for (int y = stride / 2; y < height; y += stride) {
      for (int x = stride / 2; x < width; x += stride) {
        int id = view.ids().at(x, y);
        if (id != 0 && view.unproject(x, y, xyz)) {
          pointsOf.computeIfAbsent(id, key -> new Points()).add(xyz);
        }
      }
    }
  }

  /** The boxes by ground-truth id. */
  public Map<Integer, Box> boxes() {
    var out = new TreeMap<Integer, Box>();
    pointsOf.forEach(
        (id, points) -> {
          if (points.count >= MIN_POINTS) {
            out.put(id, points.box());
          }
        });
    return Collections.unmodifiableMap(out);
  }
}
