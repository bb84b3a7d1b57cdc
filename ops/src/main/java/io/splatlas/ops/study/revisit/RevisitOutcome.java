package io.splatlas.ops.study.revisit;

import io.splatlas.ops.eval.KeptIds;
import io.splatlas.proto.v1.InstanceChange;
import io.splatlas.proto.v1.InstanceChangeKind;
import java.util.List;

/**
 * What became of ids while no robot was there, and while one came by again.
 *
 * @param stages in order of time
 */
public record RevisitOutcome(List<Stage> stages) {

  /**
   * What happened between two looks.
   *
   * @param name of what the robot did
   * @param ids which objects kept their id
   * @param miouBefore mIoU of the ids at the first of both looks, in the views looked at, 0..1
   * @param miou the same at the second
   * @param iterations of training when it was over
   * @param told changes of instances, in order of revision
   */
  public record Stage(
      String name,
      KeptIds ids,
      double miouBefore,
      double miou,
      long iterations,
      List<InstanceChange> told) {
    public Stage {
      told = List.copyOf(told);
    }

    /** How many changes were of a kind. */
    public long count(InstanceChangeKind kind) {
      return told.stream().filter(change -> change.getKind() == kind).count();
    }
  }

  public RevisitOutcome {
    stages = List.copyOf(stages);
  }
}
