package io.splatlas.actors.distill;

/**
 * When frames are described and lifted.
 *
 * @param firstKeyframes frames that are keyframes in any case, at least 1, default 8
 * @param keyframeNovelty share of a frame's view that no keyframe has seen from about there, from
 *     which on it is one, 0..1, default 0.2 (decision 63)
 * @param waiting frames that may wait for the teacher, at least 1, default 4; more are lifted at
 *     the end only
 * @param cacheBytes host memory for feature maps, at least 0, default 256 MiB
 * @param gridBytes disk for a scene's feature maps, at least 0, default 1 GiB: about 1,000
 *     keyframes of a large model; maps of teachers that are faster than a disk are not written
 * @param reliftAfter iterations before the first lifting anew of all keyframes, at least 1, default
 *     300
 * @param reliftGrowth factor between the iterations of one and the next, above 1, default 2
 * @param fieldChannels semantic channels of a Gaussian at most, 1..512, default 16; what a teacher
 *     has more is projected
 */
public record DistillSettings(
    int firstKeyframes,
    double keyframeNovelty,
    int waiting,
    long cacheBytes,
    long gridBytes,
    long reliftAfter,
    double reliftGrowth,
    int fieldChannels) {
  public static final DistillSettings DEFAULTS =
      new DistillSettings(8, 0.2, 4, 256L << 20, 1L << 30, 300, 2, 16);

  public DistillSettings {
    require(firstKeyframes >= 1, "firstKeyframes must be at least 1, got " + firstKeyframes);
    require(
        keyframeNovelty >= 0 && keyframeNovelty <= 1,
        "keyframeNovelty must be 0 to 1, got " + keyframeNovelty);
    require(waiting >= 1, "waiting must be at least 1, got " + waiting);
    require(cacheBytes >= 0, "cacheBytes must not be negative, got " + cacheBytes);
    require(gridBytes >= 0, "gridBytes must not be negative, got " + gridBytes);
    require(reliftAfter >= 1, "reliftAfter must be at least 1, got " + reliftAfter);
    require(
        fieldChannels >= 1 && fieldChannels <= 512,
        "fieldChannels must be 1 to 512, got " + fieldChannels);
    require(reliftGrowth > 1, "reliftGrowth must be above 1, got " + reliftGrowth);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
