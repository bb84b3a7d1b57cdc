package io.splatlas.actors.seed;

import io.splatlas.actors.feature.FeatureDetector;
import io.splatlas.actors.feature.Features;
import io.splatlas.actors.image.TrainingImage;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Depth of a photograph from earlier ones of known pose: features give the range of depths while
 * nothing else does, a plane sweep gives depth everywhere, earlier depths check it. Keeps what it
 * computed on the images it was handed last.
 */
final class StereoMatcher {
  /** Views to triangulate features with. */
  private static final int FEATURE_VIEWS = 6;

  /** Views to compare pixels with. */
  private static final int SWEEP_VIEWS = 4;

  /** Views whose depth checks a new one's. */
  private static final int CHECK_VIEWS = 5;

  /** Pixels of an earlier depth looked at for the range: every so many. */
  private static final int RANGE_STEP = 37;

  /** The sweep looks this much nearer than anything known, and this much farther. */
  private static final double NEARER = 1.5;

  private static final double FARTHER = 0.4;

  private @Nullable FeatureDetector detector;
  private final SweepStereo sweep = new SweepStereo();
  private IdentityHashMap<TrainingImage, StereoView> known = new IdentityHashMap<>();

  /**
   * What stereo knows of a view.
   *
   * @param view the view; its depth is set where partners were found
   * @param range of depths in it
   * @param features triangulated
   */
  record Outcome(StereoView view, DepthRange range, FeatureMatcher.Triangulated features) {}

  /**
   * Works on a view.
   *
   * @param range what is known of its depths otherwise; added to
   */
  Outcome match(TrainingImage image, List<TrainingImage> previous, DepthRange range) {
    List<StereoView> earlier = remember(image, previous);
    StereoView view = view(image);
    FeatureMatcher.Triangulated features = features(view, earlier);
    for (int i = 0; i < features.count(); i++) {
      range.add(features.inverse()[i]);
    }
    List<StereoView> newest = ViewChooser.newest(view, earlier, FEATURE_VIEWS);
    for (StereoView other : newest) {
      range.addProjected(other, view.geometry, RANGE_STEP);
    }
    if (range.known()) {
      sweep(view, earlier, range);
    }
    return new Outcome(view, range, features);
  }

  private void sweep(StereoView view, List<StereoView> earlier, DepthRange range) {
    double typical = range.quantile(0.5);
    List<StereoView> partners = ViewChooser.partners(view, earlier, typical, CHECK_VIEWS);
    if (partners.isEmpty()) {
      return;
    }
    StereoDepth depth =
        sweep.estimate(
            view,
            partners.subList(0, Math.min(SWEEP_VIEWS, partners.size())),
            FARTHER * range.quantile(0.02),
            NEARER * range.quantile(0.98));
    StereoFilter.removeSpeckles(depth.inverse(), view.fine.width, view.fine.height);
    StereoFilter.compare(view, depth, partners);
    PlanarFill.fill(view.fine, depth);
    view.depth = depth;
  }

  private FeatureMatcher.Triangulated features(StereoView view, List<StereoView> earlier) {
    List<StereoView> others = ViewChooser.newest(view, earlier, FEATURE_VIEWS);
    for (StereoView other : others) {
      detect(other);
    }
    return FeatureMatcher.triangulate(view, detect(view), others);
  }

  private Features detect(StereoView view) {
    Features found = view.features;
    if (found == null) {
      if (detector == null) {
        detector = new FeatureDetector();
      }
      found = detector.detect(view.image);
      view.features = found;
    }
    return found;
  }

  /** Keeps what is known of these images, forgets others; the earlier views in order. */
  private List<StereoView> remember(TrainingImage image, List<TrainingImage> previous) {
    IdentityHashMap<TrainingImage, StereoView> kept = new IdentityHashMap<>();
    List<StereoView> earlier = new ArrayList<>();
    StereoView own = view(image);
    for (TrainingImage other : previous) {
      StereoView view = view(other);
      kept.put(other, view);
      earlier.add(view);
    }
    // The image itself may be among them; without a baseline it is never chosen as a partner.
    kept.put(image, own);
    known = kept;
    return earlier;
  }

  private StereoView view(TrainingImage image) {
    StereoView view = known.get(image);
    return view != null ? view : new StereoView(image);
  }
}
