package io.splatlas.actors.model;

import java.time.Instant;

/**
 * An object found in a scene.
 *
 * @param id positive, never reused
 * @param kind thing or surface
 * @param status whether it lives
 * @param gaussians number of its Gaussians
 * @param centroid mean position of trusted Gaussians, metres
 * @param box min x y z, max x y z of trusted Gaussians, metres
 * @param colour mean red green blue, 0..1
 * @param confidence how sure it is that this is a whole thing, 0..1: grows with the Gaussians that
 *     speak for it, falls where it touches other things and may be a part of one, is halved for a
 *     background surface and while the newest clustering does not see it; ranks instances, no
 *     probability
 * @param createdRevision revision of its creation
 * @param revision of its last change
 * @param mergedInto the instance it became part of, 0 unless merged
 * @param splitFrom the instance it came out of, 0 if none
 * @param lastSeen capture time of about the newest frame that shows it: it is told when it was in
 *     view again after a while, and with every other change
 * @param orientedBox of trusted Gaussians, turned as they lie
 */
public record Instance(
    int id,
    Kind kind,
    Status status,
    int gaussians,
    float[] centroid,
    float[] box,
    float[] colour,
    float confidence,
    long createdRevision,
    long revision,
    int mergedInto,
    int splitFrom,
    Instant lastSeen,
    OrientedBox orientedBox) {

  /** An instance of which no orientation is known: its box is that of the world's axes. */
  public Instance(
      int id,
      Kind kind,
      Status status,
      int gaussians,
      float[] centroid,
      float[] box,
      float[] colour,
      float confidence,
      long createdRevision,
      long revision,
      int mergedInto,
      int splitFrom,
      Instant lastSeen) {
    this(
        id,
        kind,
        status,
        gaussians,
        centroid,
        box,
        colour,
        confidence,
        createdRevision,
        revision,
        mergedInto,
        splitFrom,
        lastSeen,
        OrientedBox.aligned(box));
  }

  /** The same, seen again. */
  public Instance seenAgain(Instant when, long newRevision) {
    return new Instance(
        id,
        kind,
        status,
        gaussians,
        centroid,
        box,
        colour,
        confidence,
        createdRevision,
        newRevision,
        mergedInto,
        splitFrom,
        when,
        orientedBox);
  }

  /** Thing or surface. */
  public enum Kind {
    OBJECT,
    BACKGROUND
  }

  /** Whether it lives. */
  public enum Status {
    ALIVE,
    MERGED,
    REMOVED
  }
}
