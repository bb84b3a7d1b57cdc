package io.splatlas.actors.scene;

import io.splatlas.actors.distill.Taught;
import io.splatlas.actors.refine.RefinementPlan;
import org.jspecify.annotations.Nullable;

/** Where a scene is between clustering and refining its field by turns, once it is lifted. */
final class SceneRounds {
  /** The round of a clustering that belongs to none. */
  static final int NONE = -1;

  private final RefinementPlan plan;
  private int next;
  private @Nullable Taught taught;

  SceneRounds(RefinementPlan plan) {
    this.plan = plan;
  }

  RefinementPlan plan() {
    return plan;
  }

  /** The field is lifted: the first clustering comes. */
  void begin(Taught lifted) {
    taught = lifted;
    next = 0;
  }

  /** What was lifted; null before it is. */
  @Nullable Taught taught() {
    return taught;
  }

  /** The clustering that comes next. */
  int next() {
    return next;
  }

  /** Whether the clustering that comes next is the last. */
  boolean isLast() {
    return next >= plan.rounds() - 1;
  }

  /** Whether anything is refined behind a clustering. */
  boolean refinesBehind(int round) {
    return round >= 0 && plan.stage(round).from() < plan.stage(round).to();
  }

  /** The stage behind a clustering is over. */
  void refined(int round) {
    next = Math.max(next, round + 1);
  }

  /** Nothing more is refined. */
  void end() {
    taught = null;
  }

  /** The model is gone. */
  void forget() {
    taught = null;
    next = 0;
  }
}
