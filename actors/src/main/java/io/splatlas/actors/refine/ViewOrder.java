package io.splatlas.actors.refine;

import java.util.SplittableRandom;

/** Every view once in an order drawn by lot, then again: any number of iterations, seeded. */
final class ViewOrder {
  private ViewOrder() {}

  /** The view of an iteration. */
  static int at(int iteration, int views, long seed) {
    int round = iteration / views;
    int[] order = new int[views];
    SplittableRandom random = new SplittableRandom(seed + 0x9E3779B97F4A7C15L * round);
    for (int k = 0; k < views; k++) {
      int other = random.nextInt(k + 1);
      order[k] = order[other];
      order[other] = k;
    }
    return order[iteration % views];
  }
}
