package io.splatlas.actors.instance;

/**
 * How reluctant a registry is to change what it has told.
 *
 * @param minShare a cluster can only be a known instance if they share this part of the smaller of
 *     the two, 0..1, default 0.3
 * @param confirmations clusterings in a row that must show a merge or a split before it is
 *     believed, at least 1, default 2
 * @param patience clusterings in a row that must miss an instance before it is removed, at least 1,
 *     default 3
 * @param relativeChange growth or shrinkage of Gaussians, or a move relative to the box diagonal,
 *     that is worth an update, default 0.1
 * @param history changes kept for subscribers that resume, at least 1, default 10,000
 */
public record RegistryPolicy(
    double minShare, int confirmations, int patience, double relativeChange, int history) {
  public static final RegistryPolicy DEFAULTS = new RegistryPolicy(0.3, 2, 3, 0.1, 10_000);

  public RegistryPolicy {
    if (!(minShare >= 0 && minShare <= 1)
        || confirmations < 1
        || patience < 1
        || !(relativeChange >= 0)
        || history < 1) {
      throw new IllegalArgumentException("registry policy out of range");
    }
  }
}
