package io.splatlas.ops.eval;

import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * The share of pixel pairs that see the same surface point from two views and get the same id. A
 * pixel of one view is carried by its depth into another and counts if the depth there agrees.
 * Pairs that are not labelled in either view are left out, and so are those without an id in both;
 * an id against none is a disagreement.
 *
 * @param partners other views that each view is compared with, drawn at random; 1 or more, default
 *     8
 * @param stride pixels between samples along both axes; 1 or more, default 3
 * @param relativeTolerance depth that counts as the same surface, share of depth; (0, 0.5), default
 *     0.01
 * @param seed of the draw of partners
 */
public record ViewConsistency(int partners, int stride, double relativeTolerance, long seed) {

  /** The values that reports use. */
  public static final ViewConsistency DEFAULT = new ViewConsistency(8, 3, 0.01, 1);

  public ViewConsistency {
    if (partners < 1 || stride < 1 || !(relativeTolerance > 0 && relativeTolerance < 0.5)) {
      throw new IllegalArgumentException(
          "partners and stride must be at least 1 and the tolerance in (0, 0.5): "
              + partners
              + ", "
              + stride
              + ", "
              + relativeTolerance);
    }
  }

  /** The share in [0, 1], or empty if no two views see a common surface point with an id. */
  public OptionalDouble of(List<PosedIds> views) {
    var random = new SplittableRandom(seed);
    var tally = new Tally();
    for (int i = 0; i < views.size(); i++) {
      for (int partner : draw(i, views.size(), random.split())) {
        compare(views.get(i), views.get(partner), tally);
      }
    }
    return tally.pairs == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) tally.equal / tally.pairs);
  }

  private static final class Tally {
    long pairs;
    long equal;
  }

  /** Distinct views other than {@code self}: the front of a shuffle. */
  private int[] draw(int self, int count, SplittableRandom random) {
    int[] others = new int[count - 1];
    for (int i = 0; i < others.length; i++) {
      others[i] = i < self ? i : i + 1;
    }
    int[] out = new int[Math.min(partners, others.length)];
    for (int i = 0; i < out.length; i++) {
      int pick = i + random.nextInt(others.length - i);
      out[i] = others[pick];
      others[pick] = others[i];
    }
    return out;
  }

  private void compare(PosedIds a, PosedIds b, Tally tally) {
    double[] xyz = new double[3];
    double[] uv = new double[2];
    int width = a.camera().width();
    for (int y = stride / 2; y < a.camera().height(); y += stride) {
      for (int x = stride / 2; x < width; x += stride) {
        int from = y * width + x;
        if (a.labelled(from) && a.unproject(x, y, xyz)) {
          int to = b.pixelOf(xyz, relativeTolerance, uv);
          if (to >= 0 && b.labelled(to)) {
            count(a.ids().values()[from], b.ids().values()[to], tally);
          }
        }
      }
    }
  }

  private static void count(int a, int b, Tally tally) {
    if (a != 0 || b != 0) {
      tally.pairs++;
      tally.equal += a == b ? 1 : 0;
    }
  }
}
