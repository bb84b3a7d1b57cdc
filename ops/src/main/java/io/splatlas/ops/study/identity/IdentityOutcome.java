package io.splatlas.ops.study.identity;

import io.splatlas.ops.eval.IdentityTimeline;
import io.splatlas.ops.eval.SegmentationScore;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What became of a capture's ids.
 *
 * @param clusterings made
 * @param created instances told of as new
 * @param split told of as parts of others
 * @param merged told of as part of another
 * @param removed told of as gone
 * @param living at the end
 * @param switches of objects' ids, in order of time
 * @param purity of ids over all clusterings, in (0, 1]; empty when no pixel ever had one
 * @param score of the ids at the end, on held-out views
 */
public record IdentityOutcome(
    int clusterings,
    int created,
    int split,
    int merged,
    int removed,
    int living,
    List<IdentityTimeline.Switch> switches,
    OptionalDouble purity,
    SegmentationScore score) {
  public IdentityOutcome {
    switches = List.copyOf(switches);
  }

  /** Objects that held-out views show. */
  public int objects() {
    return score.objects().size();
  }

  /** Id switches an object. */
  public double switchesPerObject() {
    return (double) switches.size() / objects();
  }
}
