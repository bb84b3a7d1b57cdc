package io.splatlas.ops.eval;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Segmentation of held-out views.
 *
 * @param matching of the scene
 * @param objects those with enough test pixels, by id; at least one
 */
public record SegmentationScore(InstanceMatching matching, List<ObjectScore> objects) {

  public SegmentationScore {
    objects = List.copyOf(objects);
    if (objects.isEmpty()) {
      throw new IllegalArgumentException("there is no object to score");
    }
  }

  /** Mean intersection over union of the objects. */
  public double miou() {
    return mean(ObjectScore::iou);
  }

  /** Mean boundary intersection over union of the objects. */
  public double mbiou() {
    return mean(ObjectScore::boundaryIou);
  }

  /** The share of objects with an intersection over union above one half. */
  public double share50() {
    return mean(object -> object.iou() > 0.5 ? 1 : 0);
  }

  private double mean(ToDoubleFunction<ObjectScore> value) {
    return objects.stream().mapToDouble(value).sum() / objects.size();
  }
}
