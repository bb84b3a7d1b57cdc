package io.splatlas.actors.instance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Clusters of Gaussians that belong to nobody, until they are believed to be things. While a part
 * of the scene is hardly known, a cluster there is often a piece of several things, or of nothing,
 * and the next clustering cuts it otherwise: an id given to it would soon be another's. So, as
 * trackers begin a track, a cluster is believed when a second clustering shows the same again, or
 * more of them show at least something alike.
 *
 * <p>Two clusterings are compared by the Gaussians that both had: what is seeded in between lies in
 * one of them only and says nothing.
 */
final class PendingBirths {
  /** Two clusters are the same when they share this much of what either has (Jaccard index). */
  private static final double SAME = 0.8;

  /** They are alike from this on. */
  private static final double ALIKE = 0.5;

  /**
   * @param identities of a cluster's Gaussians, sorted
   * @param seen clusterings in a row that have shown something alike
   */
  private record Candidate(long[] identities, int seen) {}

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
   * @param asked clusterings in a row that it takes when they show something alike, but not the
   *     same
   * @return whether it is believed now
   */
  boolean isBelieved(long[] identities, int asked) {
    long[] had =
        Arrays.stream(identities).takeWhile(identity -> identity <= newestBefore).toArray();
    boolean same = false;
    int seen = 1;
    for (Candidate candidate : previous) {
      double likeness = Jaccard.of(candidate.identities, had);
      same |= likeness >= SAME;
      if (likeness >= ALIKE) {
        seen = Math.max(seen, candidate.seen + 1);
      }
    }
    current.add(new Candidate(identities, seen));
    return same || seen >= asked;
  }
}
