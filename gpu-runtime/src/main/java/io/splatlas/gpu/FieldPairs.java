package io.splatlas.gpu;

/**
 * Pairs of Gaussians for the regulariser of METHOD section 5, by their rows in the set.
 *
 * @param first one of each pair
 * @param second the other of each pair
 * @param near so many pairs, the first ones, are neighbours in space; the others are far apart
 */
public record FieldPairs(int[] first, int[] second, int near) {
  /** No pairs: no regulariser. */
  public static final FieldPairs NONE = new FieldPairs(new int[0], new int[0], 0);

  public FieldPairs {
    if (first.length != second.length || near < 0 || near > first.length) {
      throw new IllegalArgumentException(
          "%d and %d ends of pairs, %d of them near".formatted(first.length, second.length, near));
    }
  }

  /** Number of pairs. */
  public int count() {
    return first.length;
  }

  /** Number of pairs that are far apart. */
  public int far() {
    return first.length - near;
  }
}
