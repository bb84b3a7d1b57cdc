package io.splatlas.actors.train;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import io.splatlas.gpu.ViewData;
import java.util.Arrays;
import java.util.Objects;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.jspecify.annotations.Nullable;

/**
 * Aligns a photograph to the scene: Gauss-Newton on the colour error between photograph and render
 * (direct image alignment after Lucas and Kanade 1981, with Huber's weights). The Jacobian is by
 * forward differences of six renders, so it is that of the very image formation that trains, on any
 * device. A step that does not lower the error is not taken and is the last.
 *
 * <p>At full resolution only: a reduced photograph and a render at that size differ by more than
 * their pose (decision 13), and the blur of a scene learnt with wrong poses reaches far enough.
 */
final class PoseAlignment {
  /** Gauss-Newton steps at most; a view is aligned many times in its training. */
  private static final int STEPS = 2;

  /** Displacement of the image by which derivatives are taken, pixels. */
  private static final double PROBE_PIXELS = 0.5;

  /** Colour error from which on a pixel counts less (Huber), 0..1. */
  private static final double ROBUST = 0.05;

  /**
   * Share of the mean of the diagonal added to the normal equations, whose unknowns are in units
   * that move the image alike: what the image hardly tells (a turn against a shift, before a wall)
   * is hardly changed.
   */
  private static final double DAMPING = 1e-3;

  /** Pixels that the scene does not fill do not count. */
  private static final float MIN_ALPHA = 0.8f;

  private final ViewData photograph;
  private final boolean antialiased;
  private Camera camera;
  private int steps;
  private boolean improved;

  /**
   * @param photograph with the pose to start from
   * @param antialiased how the scene is rendered
   */
  PoseAlignment(ViewData photograph, boolean antialiased) {
    this.photograph = photograph;
    this.antialiased = antialiased;
    this.camera = photograph.camera();
  }

  /** Whether a better pose than the first has been found. */
  boolean improved() {
    return improved;
  }

  /** The pose found so far. */
  Camera camera() {
    return camera;
  }

  /**
   * One step of Gauss-Newton: eight renders.
   *
   * @return whether more are to come
   */
  boolean step(GpuDevice device, GaussianSet set) {
    boolean better = descend(device, set);
    return better && ++steps < STEPS;
  }

  private boolean descend(GpuDevice device, GaussianSet set) {
    RenderedView here = device.render(set, camera, options(Layer.COLOUR, Layer.ALPHA, Layer.DEPTH));
    double depth = medianDepth(here);
    if (!(depth > 0)) {
      return false;
    }
    double[] probes = probes(camera, depth);
    float[][] derivatives = new float[6][];
    for (int k = 0; k < 6; k++) {
      double[] twist = new double[6];
      twist[k] = probes[k];
      derivatives[k] = colour(device, set, CameraMotion.moved(camera, twist));
    }
    double[] step = solve(photograph, here, derivatives, probes);
    if (step == null) {
      return false;
    }
    Camera candidate = CameraMotion.moved(camera, step);
    float[] there = colour(device, set, candidate);
    float[] alpha = Objects.requireNonNull(here.alpha());
    double before = cost(photograph, Objects.requireNonNull(here.colour()), alpha);
    boolean better = cost(photograph, there, alpha) < before;
    if (better) {
      camera = candidate;
      improved = true;
    }
    return better;
  }

  private RenderOptions options(Layer... layers) {
    return RenderOptions.of(layers).withAntialiased(antialiased);
  }

  private float[] colour(GpuDevice device, GaussianSet set, Camera from) {
    return Objects.requireNonNull(device.render(set, from, options(Layer.COLOUR)).colour());
  }

  /** Rotations in radians and translations in metres that move the image by about the probe. */
  private static double[] probes(Camera camera, double depth) {
    double angle = PROBE_PIXELS / Math.sqrt(camera.fx() * camera.fy());
    double[] probes = new double[6];
    Arrays.fill(probes, 0, 3, angle);
    Arrays.fill(probes, 3, 6, angle * depth);
    return probes;
  }

  private static double medianDepth(RenderedView view) {
    float[] depth = Objects.requireNonNull(view.depth());
    float[] alpha = Objects.requireNonNull(view.alpha());
    float[] known = new float[depth.length];
    int count = 0;
    for (int p = 0; p < depth.length; p++) {
      if (alpha[p] > MIN_ALPHA && depth[p] > 0) {
        known[count++] = depth[p];
      }
    }
    Arrays.sort(known, 0, count);
    return count == 0 ? Double.NaN : known[count / 2];
  }

  /** The twist that lowers the linearised error most, null when the image does not tell. */
  private static double @Nullable [] solve(
      ViewData image, RenderedView here, float[][] moved, double[] probes) {
    float[] colour = Objects.requireNonNull(here.colour());
    float[] alpha = Objects.requireNonNull(here.alpha());
    DMatrixRMaj normal = new DMatrixRMaj(6, 6);
    DMatrixRMaj right = new DMatrixRMaj(6, 1);
    double[] gradient = new double[6];
    for (int c = 0; c < colour.length; c++) {
      if (counts(image, alpha, c / 3)) {
        double error = error(image, colour, c);
        double weight = error == 0 ? 1 : Math.min(1, ROBUST / Math.abs(error));
        for (int k = 0; k < 6; k++) {
          gradient[k] = moved[k][c] - colour[c];
        }
        accumulate(normal, right, gradient, weight, error);
      }
    }
    double damping = DAMPING * CommonOps_DDRM.trace(normal) / 6;
    for (int k = 0; k < 6; k++) {
      normal.add(k, k, damping);
    }
    DMatrixRMaj step = new DMatrixRMaj(6, 1);
    boolean solved = damping > 0 && CommonOps_DDRM.solve(normal, right, step);
    for (int k = 0; k < 6; k++) {
      step.data[k] *= probes[k];
    }
    return solved && Arrays.stream(step.data).allMatch(Double::isFinite) ? step.data : null;
  }

  private static void accumulate(
      DMatrixRMaj normal, DMatrixRMaj right, double[] gradient, double weight, double error) {
    for (int j = 0; j < 6; j++) {
      for (int k = 0; k < 6; k++) {
        normal.data[6 * j + k] += weight * gradient[j] * gradient[k];
      }
      right.data[j] -= weight * gradient[j] * error;
    }
  }

  private static double cost(ViewData image, float[] colour, float[] alpha) {
    double cost = 0;
    for (int c = 0; c < colour.length; c++) {
      if (counts(image, alpha, c / 3)) {
        double error = Math.abs(error(image, colour, c));
        cost += error < ROBUST ? 0.5 * error * error : ROBUST * (error - 0.5 * ROBUST);
      }
    }
    return cost;
  }

  private static boolean counts(ViewData image, float[] alpha, int pixel) {
    byte[] valid = image.valid();
    return alpha[pixel] > MIN_ALPHA && (valid == null || valid[pixel] != 0);
  }

  private static double error(ViewData image, float[] colour, int channel) {
    return Math.clamp(colour[channel], 0f, 1f) - (image.rgb()[channel] & 0xff) / 255.0;
  }
}
