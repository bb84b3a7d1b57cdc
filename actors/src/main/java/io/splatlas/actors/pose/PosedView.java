package io.splatlas.actors.pose;

import io.splatlas.actors.feature.Features;
import io.splatlas.actors.geometry.ViewGeometry;
import io.splatlas.actors.image.TrainingImage;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A frame that is adjusted: its pose, its photograph, and what it sees. */
final class PosedView {
  final long number;
  final AdjustedPose pose;
  final Features features;
  final GreyImage photograph;
  final SparseDepth depth;

  /** All landmarks that are seen, in the order in which they were found. */
  final Set<Landmark> seen = new LinkedHashSet<>();

  private final @Nullable Landmark[] byFeature;

  PosedView(long number, TrainingImage image, Features features) {
    this.number = number;
    this.pose = new AdjustedPose(image.camera());
    this.features = features;
    this.photograph = new GreyImage(image);
    this.depth = new SparseDepth(image);
    this.byFeature = new Landmark[features.count()];
  }

  ViewGeometry geometry() {
    return pose.geometry();
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
}
