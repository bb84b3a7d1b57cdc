package io.splatlas.ops.dataset;

/**
 * The convention for captures that name no test frames: every 8th in name order, the first among
 * them.
 */
final class HoldOut {

  private static final int EVERY = 8;

  private HoldOut() {}

  static Split of(int positionInNameOrder) {
    return positionInNameOrder % EVERY == 0 ? Split.TEST : Split.TRAIN;
  }
}
