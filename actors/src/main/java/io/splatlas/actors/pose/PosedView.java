package io.splatlas.actors.pose;

import io.splatlas.actors.feature.Features;
import io.splatlas.actors.geometry.CameraMotion;
import io.splatlas.actors.geometry.ViewGeometry;
import io.splatlas.actors.image.TrainingImage;
import io.splatlas.gpu.Camera;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A frame with the pose that was told of it, the one it has now, and what it sees. */
final class PosedView {
  /** Values of a twist: rotation vector, radians, and translation, metres. */
  static final int TWIST = 6;

  final long number;
  final Features features;
  final GreyImage photograph;
  final SparseDepth depth;

  /** All landmarks that are seen, in the order in which they were found. */
  final Set<Landmark> seen = new LinkedHashSet<>();

  private final Camera told;
  private final @Nullable Landmark[] byFeature;
  private final double[] twist = new double[TWIST];
  private Camera camera;
  private ViewGeometry geometry;

  PosedView(long number, TrainingImage image, Features features) {
    this.number = number;
    this.features = features;
    this.photograph = new GreyImage(image);
    this.depth = new SparseDepth(image);
    this.byFeature = new Landmark[features.count()];
    this.told = image.camera();
    this.camera = told;
    this.geometry = new ViewGeometry(told);
  }

  /** What a feature shows, null while no other view is known to see it. */
  @Nullable Landmark landmark(int feature) {
    return byFeature[feature];
  }

  void sees(Landmark landmark, int feature) {
    seen.add(landmark);
    if (feature >= 0) {
      byFeature[feature] = landmark;
    }
  }

  void seesNoMore(Landmark landmark, int feature) {
    seen.remove(landmark);
    if (feature >= 0) {
      byFeature[feature] = null;
    }
  }

  /** From the told pose to this one, see {@link CameraMotion#moved}. */
  double twist(int component) {
    return twist[component];
  }

  /** Gives the view the pose that a twist, values from {@code at} on, makes of the told one. */
  void move(double[] values, int at) {
    System.arraycopy(values, at, twist, 0, TWIST);
    camera = CameraMotion.moved(told, twist);
    geometry = new ViewGeometry(camera);
  }

  /** The pose that another twist would make. */
  ViewGeometry geometryAt(double[] values, int at) {
    return new ViewGeometry(CameraMotion.moved(told, Arrays.copyOfRange(values, at, at + TWIST)));
  }

  Camera camera() {
    return camera;
  }

  ViewGeometry geometry() {
    return geometry;
  }
}
