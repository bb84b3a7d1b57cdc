package io.splatlas.actors.instance;

import java.util.Arrays;

/** How much two sets of Gaussians have in common (Jaccard index). */
final class Jaccard {
  private Jaccard() {}

  /**
   * What both have as a share of what either has, 0..1; 0 when both are empty.
   *
   * @param a identities, each once
   * @param b identities, each once, sorted
   */
  static double of(long[] a, long[] b) {
    int shared =
        (int) Arrays.stream(a).filter(identity -> Arrays.binarySearch(b, identity) >= 0).count();
    int either = a.length + b.length - shared;
    return either == 0 ? 0 : (double) shared / either;
  }
}
