package io.splatlas.actors.pose;

import io.splatlas.actors.geometry.ViewGeometry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import org.ddogleg.optimization.FactoryOptimizationSparse;
import org.ddogleg.optimization.UnconstrainedLeastSquaresSchur;
import org.ddogleg.optimization.UtilOptimize;
import org.ddogleg.optimization.functions.FunctionInOut;
import org.ddogleg.optimization.functions.FunctionNtoM;
import org.ddogleg.optimization.functions.SchurJacobian;
import org.ddogleg.optimization.lm.ConfigLevenbergMarquardt;
import org.ejml.data.DMatrixSparseCSC;
import org.ejml.data.DMatrixSparseTriplet;
import org.ejml.ops.DConvertMatrixStruct;

/**
 * Bundle adjustment (Triggs et al. 2000): poses and points that explain best where landmarks were
 * seen and how deep, poses not far from where they were told. Levenberg-Marquardt on the Schur
 * complement, as DDogleg does it; large errors count by Cauchy's weight, set before each run.
 */
final class BundleAdjustment {
  private static final int STEPS = 8;

  /** Standard deviation of a sighting, pixels. */
  private static final double PIXELS = 0.15;

  /** Standard deviation of measured depth, as a share of it. */
  private static final double DEPTH = 0.005;

  /**
   * Scale of Cauchy's weight, standard deviations: mirrors, shadows and borders of things move with
   * the camera by a little, and what is off by more than noise should hardly pull.
   */
  private static final double CAUCHY = 2;

  /** Relative change of the cost, and gradient, at which the search ends. */
  private static final double TOLERANCE = 1e-6;

  /** A point nearer than this counts as if it were here: what is behind has no image, metres. */
  private static final double MIN_DEPTH = 1e-6;

  /** Errors of a sighting: across, down and in depth. */
  private static final int ERRORS = 3;

  private final List<PosedView> views;
  private final List<Landmark> landmarks;
  private final Deviation deviation;
  private final double looseness;
  private final List<Landmark.Sighting> sightings = new ArrayList<>();
  private final int[] landmarkOf;
  private final int[] viewOf;
  private final double[] weights;
  private final double[] depthWeights;
  private final int firstPose;
  private final int firstPrior;

  /**
   * @param views whose poses may change; other views that see these landmarks stay
   * @param landmarks whose positions may change
   * @param deviation of told poses
   * @param looseness factor on the standard deviations of sightings, at least 1
   */
  BundleAdjustment(
      Collection<PosedView> views,
      List<Landmark> landmarks,
      Deviation deviation,
      double looseness) {
    this.views = List.copyOf(views);
    this.landmarks = landmarks;
    this.deviation = deviation;
    this.looseness = looseness;
    IdentityHashMap<PosedView, Integer> indices = new IdentityHashMap<>();
    this.views.forEach(view -> indices.put(view, indices.size()));
    List<Integer> points = new ArrayList<>();
    for (int k = 0; k < landmarks.size(); k++) {
      for (Landmark.Sighting sighting : landmarks.get(k).sightings()) {
        sightings.add(sighting);
        points.add(k);
      }
    }
    landmarkOf = points.stream().mapToInt(Integer::intValue).toArray();
    viewOf = sightings.stream().mapToInt(s -> indices.getOrDefault(s.view(), -1)).toArray();
    weights = new double[sightings.size()];
    depthWeights = new double[sightings.size()];
    firstPose = 3 * landmarks.size();
    firstPrior = ERRORS * sightings.size();
  }

  /** Moves views and landmarks to where the error is least. */
  void run() {
    if (landmarks.isEmpty()) {
      return;
    }
    weigh();
    ConfigLevenbergMarquardt config = new ConfigLevenbergMarquardt();
    config.hessianScaling = true;
    UnconstrainedLeastSquaresSchur<DMatrixSparseCSC> solver =
        FactoryOptimizationSparse.levenbergMarquardtSchur(config);
    solver.setFunction(new Errors(), new Derivatives());
    solver.initialize(parameters(), TOLERANCE, TOLERANCE);
    UtilOptimize.process(solver, STEPS);
    double[] found = solver.getParameters();
    if (Arrays.stream(found).allMatch(Double::isFinite)) {
      take(found);
    }
  }

  private int unknowns() {
    return firstPose + AdjustedPose.TWIST * views.size();
  }

  private int residuals() {
    return firstPrior + AdjustedPose.TWIST * views.size();
  }

  private double[] parameters() {
    double[] values = new double[unknowns()];
    for (int k = 0; k < landmarks.size(); k++) {
      System.arraycopy(landmarks.get(k).position, 0, values, 3 * k, 3);
    }
    for (int i = 0; i < views.size(); i++) {
      for (int k = 0; k < AdjustedPose.TWIST; k++) {
        values[firstPose + AdjustedPose.TWIST * i + k] = views.get(i).pose.twist(k);
      }
    }
    return values;
  }

  private void take(double[] values) {
    for (int k = 0; k < landmarks.size(); k++) {
      System.arraycopy(values, 3 * k, landmarks.get(k).position, 0, 3);
    }
    for (int i = 0; i < views.size(); i++) {
      views.get(i).pose.move(values, firstPose + AdjustedPose.TWIST * i);
    }
  }

  private void weigh() {
    double[] seen = new double[3];
    for (int s = 0; s < weights.length; s++) {
      Landmark landmark = landmarks.get(landmarkOf[s]);
      Landmark.Sighting sighting = sightings.get(s);
      weights[s] = weight(landmark.error(sighting), PIXELS);
      double[] p = landmark.position;
      sighting.view().geometry().camera(p[0], p[1], p[2], seen);
      double depth = sighting.depth();
      depthWeights[s] = depth > 0 ? weight(Math.abs(seen[2] - depth), DEPTH * depth) : 0;
    }
  }

  /** Factor that makes an error one of standard deviation 1, Cauchy's weight on its square. */
  private double weight(double error, double standard) {
    double sigma = looseness * standard;
    double far = error / (CAUCHY * sigma);
    return 1 / (sigma * Math.sqrt(1 + far * far));
  }

  /** Poses as the parameters have them. */
  private ViewGeometry[] geometries(double[] values) {
    ViewGeometry[] all = new ViewGeometry[views.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = views.get(i).pose.geometryAt(values, firstPose + AdjustedPose.TWIST * i);
    }
    return all;
  }

  private ViewGeometry geometry(ViewGeometry[] moved, int sighting) {
    int view = viewOf[sighting];
    return view >= 0 ? moved[view] : sightings.get(sighting).view().geometry();
  }

  /** A function of all unknowns that gives all errors. */
  private abstract class OfUnknowns implements FunctionInOut {
    @Override
    public int getNumOfInputsN() {
      return unknowns();
    }

    @Override
    public int getNumOfOutputsM() {
      return residuals();
    }
  }

  private final class Errors extends OfUnknowns implements FunctionNtoM {
    @Override
    public void process(double[] values, double[] out) {
      ViewGeometry[] moved = geometries(values);
      double[] seen = new double[3];
      for (int s = 0; s < weights.length; s++) {
        int at = 3 * landmarkOf[s];
        ViewGeometry view = geometry(moved, s);
        view.camera(values[at], values[at + 1], values[at + 2], seen);
        double z = Math.max(MIN_DEPTH, seen[2]);
        out[ERRORS * s] = weights[s] * (view.fx * seen[0] / z + view.cx - sightings.get(s).u());
        out[ERRORS * s + 1] = weights[s] * (view.fy * seen[1] / z + view.cy - sightings.get(s).v());
        out[ERRORS * s + 2] = depthWeights[s] * (seen[2] - sightings.get(s).depth());
      }
      for (int i = 0; i < views.size(); i++) {
        for (int k = 0; k < AdjustedPose.TWIST; k++) {
          out[firstPrior + AdjustedPose.TWIST * i + k] =
              values[firstPose + AdjustedPose.TWIST * i + k] / deviation.of(k);
        }
      }
    }
  }

  private final class Derivatives extends OfUnknowns implements SchurJacobian<DMatrixSparseCSC> {
    private final DMatrixSparseTriplet left = new DMatrixSparseTriplet();
    private final DMatrixSparseTriplet right = new DMatrixSparseTriplet();

    @Override
    public void process(double[] values, DMatrixSparseCSC points, DMatrixSparseCSC poses) {
      left.reshape(residuals(), firstPose);
      right.reshape(residuals(), AdjustedPose.TWIST * views.size());
      left.zero();
      right.zero();
      ViewGeometry[] moved = geometries(values);
      for (int s = 0; s < weights.length; s++) {
        add(values, s, geometry(moved, s));
      }
      for (int i = 0; i < AdjustedPose.TWIST * views.size(); i++) {
        right.addItem(firstPrior + i, i, 1 / deviation.of(i % AdjustedPose.TWIST));
      }
      DConvertMatrixStruct.convert(left, points);
      DConvertMatrixStruct.convert(right, poses);
    }

    private void add(double[] values, int s, ViewGeometry view) {
      int at = 3 * landmarkOf[s];
      double[] p = new double[3];
      view.camera(values[at], values[at + 1], values[at + 2], p);
      if (p[2] <= MIN_DEPTH) {
        return;
      }
      double[] du = {weights[s] * view.fx / p[2], 0, -weights[s] * view.fx * p[0] / (p[2] * p[2])};
      double[] dz = {0, 0, depthWeights[s]};
      double[] dv = {0, weights[s] * view.fy / p[2], -weights[s] * view.fy * p[1] / (p[2] * p[2])};
      for (int axis = 0; axis < 3; axis++) {
        double u = 0;
        double v = 0;
        for (int k = 0; k < 3; k++) {
          u += du[k] * view.r[3 * k + axis];
          v += dv[k] * view.r[3 * k + axis];
        }
        left.addItem(ERRORS * s + 2, at + axis, depthWeights[s] * view.r[6 + axis]);
        left.addItem(ERRORS * s, at + axis, u);
        left.addItem(ERRORS * s + 1, at + axis, v);
      }
      if (viewOf[s] >= 0) {
        int start = firstPose + AdjustedPose.TWIST * viewOf[s];
        double[] q = {p[0] - values[start + 3], p[1] - values[start + 4], p[2] - values[start + 5]};
        addPose(ERRORS * s, AdjustedPose.TWIST * viewOf[s], du, q);
        addPose(ERRORS * s + 2, AdjustedPose.TWIST * viewOf[s], dz, q);
        addPose(ERRORS * s + 1, AdjustedPose.TWIST * viewOf[s], dv, q);
      }
    }

    /**
     * Derivatives by a twist: of the turned point q by a small rotation, -[q]x (the told rotation
     * is off by degrees, for which the left Jacobian of rotations is one), by a shift, one.
     */
    private void addPose(int row, int column, double[] d, double[] q) {
      right.addItem(row, column, d[2] * q[1] - d[1] * q[2]);
      right.addItem(row, column + 1, d[0] * q[2] - d[2] * q[0]);
      right.addItem(row, column + 2, d[1] * q[0] - d[0] * q[1]);
      for (int k = 0; k < 3; k++) {
        right.addItem(row, column + 3 + k, d[k]);
      }
    }
  }
}
