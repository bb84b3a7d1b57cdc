package io.splatlas.actors.spatial;

/**
 * Eigenvectors of symmetric 3x3 matrices by Jacobi rotations; exact to rounding after a few sweeps.
 */
public final class SymmetricEigen {
  private static final int SWEEPS = 12;
  private static final double NEGLIGIBLE = 1e-30;

  /** Eigenvalues, ascending. */
  public final double[] values = new double[3];

  /** Unit eigenvectors as rows, in the order of the values. */
  public final double[][] vectors = new double[3][3];

  private final double[][] a = new double[3][3];
  private final double[][] v = new double[3][3];

  /** Decomposes xx xy xz, yy yz, zz. */
  public void decompose(double xx, double xy, double xz, double yy, double yz, double zz) {
    set(a[0], xx, xy, xz);
    set(a[1], xy, yy, yz);
    set(a[2], xz, yz, zz);
    set(v[0], 1, 0, 0);
    set(v[1], 0, 1, 0);
    set(v[2], 0, 0, 1);
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      rotate(0, 1);
      rotate(0, 2);
      rotate(1, 2);
    }
    sort();
  }

  private void rotate(int p, int q) {
    double off = a[p][q];
    if (off * off < NEGLIGIBLE * (a[p][p] * a[p][p] + a[q][q] * a[q][q]) || off == 0) {
      return;
    }
    double theta = (a[q][q] - a[p][p]) / (2 * off);
    double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    double c = 1 / Math.sqrt(t * t + 1);
    double s = t * c;
    for (int k = 0; k < 3; k++) {
      double akp = a[k][p];
      double akq = a[k][q];
      a[k][p] = c * akp - s * akq;
      a[k][q] = s * akp + c * akq;
    }
    for (int k = 0; k < 3; k++) {
      double apk = a[p][k];
      double aqk = a[q][k];
      a[p][k] = c * apk - s * aqk;
      a[q][k] = s * apk + c * aqk;
      double vpk = v[p][k];
      double vqk = v[q][k];
      v[p][k] = c * vpk - s * vqk;
      v[q][k] = s * vpk + c * vqk;
    }
  }

  private void sort() {
    int[] order = {0, 1, 2};
    swapIfFalling(order, 0, 1);
    swapIfFalling(order, 1, 2);
    swapIfFalling(order, 0, 1);
    for (int i = 0; i < 3; i++) {
      values[i] = a[order[i]][order[i]];
      System.arraycopy(v[order[i]], 0, vectors[i], 0, 3);
    }
  }

  private void swapIfFalling(int[] order, int i, int j) {
    if (a[order[i]][order[i]] > a[order[j]][order[j]]) {
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }

  private static void set(double[] row, double x, double y, double z) {
    row[0] = x;
    row[1] = y;
    row[2] = z;
  }
}
