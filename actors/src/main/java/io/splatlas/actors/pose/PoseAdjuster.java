package io.splatlas.actors.pose;

import io.splatlas.actors.feature.FeatureDetector;
import io.splatlas.actors.image.TrainingImage;
import io.splatlas.gpu.Camera;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the poses of a scene's frames agree with what their photographs show: features are matched
 * between frames and found again by their patches, and bundle adjustment moves poses and points
 * until they fit; a new frame among its neighbours at once, all frames whenever they have grown by
 * a share. What no photograph tells, where the whole scene lies, stays as the told poses have it in
 * the mean. Used by one thread at a time; deterministic.
 */
public final class PoseAdjuster {
  /** Frames that are adjusted; of more, the oldest stay where they are. */
  private static final int MAX_VIEWS = 128;

  /** Views that a new one is matched with. */
  private static final int PARTNERS = 12;

  /** Angle that told poses may be off by, radians: how far from the epipolar line matches lie. */
  private static final double TOLD = Math.toRadians(3);

  /** A sighting farther than this from where its landmark should be seen shows something else. */
  private static final double OUTLIER_PIXELS = 1.5;

  /** All frames are adjusted when they have grown by this share. */
  private static final double GROWTH = 1.3;

  /**
   * Each round takes errors for this many times as likely as the next: towards the best from afar.
   */
  private static final double LOOSER = 3;

  /** A view that was moved by so many standard deviations was misled. */
  private static final double MISLED = 6;

  private final int maxViews;
  private final FeatureDetector detector = new FeatureDetector();
  private final Deque<PosedView> views = new ArrayDeque<>();
  private final LandmarkMap landmarks = new LandmarkMap();
  private @Nullable Deviation learnt;
  private int adjusted;

  /** Of a scene without frames. */
  public PoseAdjuster() {
    this(MAX_VIEWS);
  }

  /**
   * @param maxViews frames that are adjusted, at least 2
   */
  PoseAdjuster(int maxViews) {
    this.maxViews = maxViews;
  }

  /**
   * Takes up a frame.
   *
   * @param image with the pose that was told
   */
  public void add(long number, TrainingImage image) {
    PosedView view = new PosedView(number, image, detector.detect(image));
    for (PosedView partner : ViewPartners.of(view, views, landmarks.distance(), PARTNERS)) {
      landmarks.match(view, partner, TOLD * view.geometry().focal());
    }
    views.addLast(view);
    adjust(List.of(view), 2);
    if (views.size() > maxViews) {
      landmarks.blind(views.removeFirst());
      adjusted--;
    }
    if (views.size() >= GROWTH * adjusted) {
      adjustAll();
    }
  }

  /** Adjusts all frames once more, with all matches that what is known of poses by now allows. */
  public void settle() {
    for (PosedView view : views) {
      for (PosedView partner : ViewPartners.of(view, views, landmarks.distance(), PARTNERS)) {
        landmarks.match(view, partner, OUTLIER_PIXELS);
      }
    }
    adjustAll();
  }

  /** The poses of all frames that are still adjusted, by number. */
  public Map<Long, Camera> cameras() {
    Map<Long, Camera> cameras = new HashMap<>();
    views.forEach(view -> cameras.put(view.number, view.pose.camera()));
    return cameras;
  }

  private void adjustAll() {
    adjusted = views.size();
    adjust(views, 3);
    landmarks.search(views);
    adjust(views, 2);
    learnt = Deviation.of(views, landmarks.distance());
  }

  private void adjust(Collection<PosedView> some, int rounds) {
    if (landmarks.size() == 0) {
      return;
    }
    Deviation deviation = learnt == null ? Deviation.unknown(landmarks.distance()) : learnt;
    for (int round = rounds - 1; round >= 0; round--) {
      double looseness = Math.pow(LOOSER, round);
      List<Landmark> placed = landmarks.placed(some);
      new BundleAdjustment(some, placed, deviation, looseness).run();
      landmarks.removeOutliers(placed, Math.max(OUTLIER_PIXELS, looseness));
    }
    for (PosedView view : some) {
      if (deviation.of(view) > MISLED) {
        landmarks.blind(view);
        view.pose.reset();
      }
    }
  }
}
