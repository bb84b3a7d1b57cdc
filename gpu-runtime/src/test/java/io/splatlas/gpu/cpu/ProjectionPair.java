package io.splatlas.gpu.cpu;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.SyntheticScenes;
import io.splatlas.gpu.host.SphericalHarmonics;
import io.splatlas.gpu.host.SplatProjector;

/** {@link Projector} and one Gaussian after the other: mean, covariance, colour of SH degree 3. */
final class ProjectionPair implements KernelPair {
  private static final int COUNT = 1024;
  private static final int PARTS = 4;

  private final float[][] planes;
  private final Camera camera = SyntheticScenes.ring(270, 480, 1, 7);
  private final View view = new View(camera, false, 3);
  private final SplatProjector one = new SplatProjector(camera, false);
  private final Projector many = new Projector(1);
  private final double[] basis = new double[SphericalHarmonics.MAX_BASIS];
  private final float[] splats = new float[COUNT * SplatLayout.STRIDE];
  private final int[] boxTiles = new int[COUNT];
  private final float[] expected = new float[PARTS * COUNT];

  ProjectionPair() {
    GaussianBatch batch = SyntheticScenes.gaussians(new GaussianLayout(3, 0), COUNT, 0.03, 1);
    planes = batch.planes();
  }

  @Override
  public void scalar() {
    double[] centre = camera.centre();
    for (int i = 0; i < COUNT; i++) {
      boolean seen = one.project(planes, i);
      expected[PARTS * i] = seen ? (float) one.u : 0;
      expected[PARTS * i + 1] = seen ? (float) one.v : 0;
      expected[PARTS * i + 2] = seen ? (float) one.z : 0;
      expected[PARTS * i + 3] = seen ? red(i, centre) : 0;
    }
  }

  private float red(int i, double[] centre) {
    double x = planes[0][i] - centre[0];
    double y = planes[1][i] - centre[1];
    double z = planes[2][i] - centre[2];
    double distance = Math.sqrt(x * x + y * y + z * z);
    SphericalHarmonics.evaluate(3, x / distance, y / distance, z / distance, basis);
    double colour = 0.5;
    for (int k = 0; k < SphericalHarmonics.MAX_BASIS; k++) {
      colour += basis[k] * planes[GaussianLayout.SH_DC + 3 * k][i];
    }
    return (float) Math.max(0, colour);
  }

  @Override
  public void vector() {
    many.project(view, planes, 0, COUNT, splats, boxTiles, 0);
  }

  @Override
  public double difference() {
    float[] actual = new float[PARTS * COUNT];
    int[] parts = {SplatLayout.X, SplatLayout.Y, SplatLayout.DEPTH, SplatLayout.RED};
    for (int i = 0; i < COUNT; i++) {
      for (int p = 0; p < PARTS; p++) {
        actual[PARTS * i + p] = boxTiles[i] >= 0 ? splats[i * SplatLayout.STRIDE + parts[p]] : 0;
      }
    }
    return KernelPair.largest(expected, actual, actual.length);
  }

  @Override
  public double tolerance() {
    return 1e-5;
  }
}
