package io.splatlas.ops.eval;

/**
 * A predicted box.
 *
 * @param id of the instance; orders boxes of the same score
 * @param score confidence, higher is surer; not NaN
 * @param box where
 */
public record ScoredBox(int id, double score, Box box) {

  public ScoredBox {
    if (Double.isNaN(score)) {
      throw new IllegalArgumentException("the score of box " + id + " is not a number");
    }
  }
}
