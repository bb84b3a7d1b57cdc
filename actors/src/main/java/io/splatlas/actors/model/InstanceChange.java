package io.splatlas.actors.model;

import java.time.Instant;

/**
 * A change of one instance.
 *
 * @param revision of the scene's instances after it; grows by one with every change
 * @param kind what happened
 * @param instance after the change
 * @param conflated older updates left out in favour of this one
 * @param time when it was made
 * @param basedOnFrame newest frame (in order of arrival, from 1) taken into account
 */
public record InstanceChange(
    long revision, Kind kind, Instance instance, int conflated, Instant time, long basedOnFrame) {

  /** What happened. */
  public enum Kind {
    CREATED,
    UPDATED,
    MERGED,
    SPLIT,
    REMOVED
  }
}
