package io.splatlas.actors.refine;

import io.splatlas.actors.distill.Region;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The regions of a view that show one instance each and can be embedded as a whole: masks of at
 * least 500 pixels, refined by the image, then between 300 and 30,000 pixels; the box is that of
 * the mask dilated by 15 pixels, and 10 more (METHOD section 4).
 */
final class InstanceRegions {
  private static final int LEAST_RENDERED = 500;
  private static final int LEAST_REFINED = 300;
  private static final int MOST_REFINED = 30_000;
  private static final int DILATION = 15;
  private static final int PADDING = 10;

  private InstanceRegions() {}

  /** Instances whose masks are large enough and not too large, with their pixels. */
  static Map<Integer, Integer> candidates(int[] ids) {
    Map<Integer, Integer> sizes = new TreeMap<>();
    for (int id : ids) {
      if (id != 0) {
        sizes.merge(id, 1, Integer::sum);
      }
    }
    sizes.values().removeIf(size -> size < LEAST_RENDERED || size > 2 * MOST_REFINED);
    return sizes;
  }

  /**
   * The region of an instance in a view; empty when its refined mask is too small or too large.
   *
   * @param ids instance per pixel
   * @param rgb interleaved
   */
  static Optional<Region> of(int width, int height, int[] ids, byte[] rgb, int instance) {
    boolean[] mask = maskOf(ids, instance);
    boolean[] refined = MaskRefiner.refine(width, height, rgb, mask, box(width, mask));
    int area = count(refined);
    return area > LEAST_REFINED && area < MOST_REFINED
        ? Optional.of(region(width, height, rgb, refined))
        : Optional.empty();
  }

  private static boolean[] maskOf(int[] ids, int id) {
    boolean[] mask = new boolean[ids.length];
    for (int p = 0; p < ids.length; p++) {
      mask[p] = ids[p] == id;
    }
    return mask;
  }

  private static int count(boolean[] mask) {
    int count = 0;
    for (boolean inside : mask) {
      count += inside ? 1 : 0;
    }
    return count;
  }

  /** Left, top, right, bottom, half open, of a mask that is not empty. */
  private static int[] box(int width, boolean[] mask) {
    int[] box = {Integer.MAX_VALUE, Integer.MAX_VALUE, 0, 0};
    for (int p = 0; p < mask.length; p++) {
      if (mask[p]) {
        box[0] = Math.min(box[0], p % width);
        box[1] = Math.min(box[1], p / width);
        box[2] = Math.max(box[2], p % width + 1);
        box[3] = Math.max(box[3], p / width + 1);
      }
    }
    return box;
  }

  private static Region region(int width, int height, byte[] rgb, boolean[] mask) {
    int[] box = box(width, mask);
    int by = DILATION + PADDING;
    return new Region(
        width,
        height,
        rgb,
        mask,
        Math.max(0, box[0] - by),
        Math.max(0, box[1] - by),
        Math.min(width, box[2] + by),
        Math.min(height, box[3] + by));
  }
}
