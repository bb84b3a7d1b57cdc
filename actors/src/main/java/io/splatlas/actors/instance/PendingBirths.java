package io.splatlas.actors.instance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Clusters of Gaussians that belong to nobody, until they are believed to be things. While a part
 * of the scene is hardly known, a cluster there is often a piece of several things, or of nothing,
 * and the next clustering cuts it otherwise: an id given to it would soon be another's. So, as
 * trackers begin a track, a cluster is believed when clusterings have shown the same for a while,
 * or something alike for longer.
 *
 * <p>Two clusterings are compared by the Gaussians that both had: what is seeded in between lies in
 * one of them only and says nothing.
 */
final class PendingBirths {
  /** Two clusters are the same when they share this much of what either has (Jaccard index). */
  private static final double SAME = 0.8;

  /** They are alike from this on. */
  private static final double ALIKE = 0.5;

  /** Clusterings in a row that have shown something alike are believed after so long. */
  private static final Duration LONG = Duration.ofSeconds(8);

  /**
   * @param identities of a cluster's Gaussians, sorted
   * @param same since when every clustering has shown the same
   * @param alike since when every clustering has shown something alike
   */
  private record Candidate(long[] identities, Duration same, Duration alike) {}

  private List<Candidate> previous = List.of();
  private List<Candidate> current = List.of();
  private long newestBefore;
  private long newest;

  /**
   * Starts a clustering.
   *
   * @param identities of all its Gaussians
   */
  void nextClustering(long[] identities) {
    previous = current;
    current = new ArrayList<>();
    newestBefore = newest;
    newest = Arrays.stream(identities).max().orElse(newest);
  }

  /**
   * Records that a cluster of nobody's Gaussians was seen.
   *
   * @param identities of its Gaussians, sorted
   * @param evidence time that things have been looked at for
   * @param shown time that clusterings must have shown the same for
   * @return whether it is believed now
   */
  boolean isBelieved(long[] identities, Duration evidence, Duration shown) {
    long[] had =
        Arrays.stream(identities).takeWhile(identity -> identity <= newestBefore).toArray();
    Duration same = evidence;
    Duration alike = evidence;
    boolean again = false;
    for (Candidate candidate : previous) {
      double likeness = Jaccard.of(candidate.identities, had);
      if (likeness >= SAME) {
        again = true;
        same = earlier(same, candidate.same);
      }
      if (likeness >= ALIKE) {
        alike = earlier(alike, candidate.alike);
      }
    }
    current.add(new Candidate(identities, same, alike));
    return (again && evidence.minus(same).compareTo(shown) >= 0)
        || evidence.minus(alike).compareTo(LONG) >= 0;
  }

  private static Duration earlier(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
