package io.splatlas.actors.instance;

import java.time.Duration;

/**
 * How reluctant a registry is to change what it has told. Looks are clusterings some time apart,
 * see {@link InstanceRegistry.Weight}.
 *
 * @param minShare a cluster can only be a known instance if they share this part of the smaller of
 *     the two, 0..1, default 0.3
 * @param confirmations looks, those that deny it taken off, that must show a merge or a split of a
 *     young instance, and in a row give a Gaussian of it to another, before it is believed, at
 *     least 1, default 3
 * @param mostConfirmations the same for an old instance; in between half its age in looks, at least
 *     {@code confirmations}, default 12
 * @param patience looks in a row that must miss a young instance before it is removed, at least 1,
 *     default 3; an old one is missed as long as a merge of it would take
 * @param relativeChange growth or shrinkage of Gaussians, or a move relative to the box diagonal,
 *     that is worth an update, default 0.1
 * @param confidenceChange a change of confidence that is worth an update, 0..1, default 0.2
 * @param seenAgain time since an instance was seen last, as it was told, after which it is worth an
 *     update that it is seen again, above zero, default 10 s
 * @param history changes kept for subscribers that resume, at least 1, default 10,000
 */
public record RegistryPolicy(
    double minShare,
    int confirmations,
    int mostConfirmations,
    int patience,
    double relativeChange,
    double confidenceChange,
    Duration seenAgain,
    int history) {
  public static final RegistryPolicy DEFAULTS =
      new RegistryPolicy(0.3, 3, 12, 3, 0.1, 0.2, Duration.ofSeconds(10), 10_000);

  /** Looks up to which an instance is young. */
  private static final int YOUNG = 3;

  public RegistryPolicy {
    if (!(minShare >= 0 && minShare <= 1)
        || confirmations < 1
        || mostConfirmations < confirmations
        || patience < 1
        || !(relativeChange >= 0)
        || !(confidenceChange >= 0)
        || !seenAgain.isPositive()
        || history < 1) {
      throw new IllegalArgumentException("registry policy out of range");
    }
  }

  /**
   * Confirmations that it takes to merge or split an instance known for so many looks.
   *
   * @param decisive nothing will follow soon: the newest look decides about young instances, and
   *     the least confirmation will do for old ones
   */
  int confirmations(int age, boolean decisive) {
    if (decisive && age <= YOUNG) {
      return 1;
    }
    return Math.clamp(age / 2, confirmations, mostConfirmations);
  }

  /** An age from which on nothing asks for more evidence. */
  int established() {
    return 2 * mostConfirmations;
  }

  /** Looks in a row that must miss an instance known for so many before it is removed. */
  int patience(int age, boolean decisive) {
    return decisive ? confirmations(age, true) : Math.max(patience, confirmations(age, false));
  }
}
