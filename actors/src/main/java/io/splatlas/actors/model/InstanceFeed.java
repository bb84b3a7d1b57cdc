package io.splatlas.actors.model;

import java.util.List;

/** What a subscriber to instances receives, in order. */
public sealed interface InstanceFeed {

  /** All living instances at a revision, in the order of their ids. */
  record Snapshot(long revision, List<Instance> instances) implements InstanceFeed {}

  /** Changes behind what was sent before, without gaps. */
  record Changes(List<InstanceChange> changes) implements InstanceFeed {}

  /**
   * Newer frames were taken into account and nothing changed.
   *
   * @param revision the present one
   * @param basedOnFrame newest frame (in order of arrival, from 1) taken into account
   */
  record Unchanged(long revision, long basedOnFrame) implements InstanceFeed {}

  /**
   * The feed is over: the scene was deleted ({@code problem} says so) or the revision asked for is
   * no longer kept.
   */
  record Ended(SceneProblem problem) implements InstanceFeed {}
}
