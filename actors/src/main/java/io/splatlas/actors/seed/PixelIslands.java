package io.splatlas.actors.seed;

import java.util.function.IntPredicate;

/** Groups of pixels that hang together through their four neighbours. Used by one thread. */
final class PixelIslands {
  /** Whether two neighbouring pixels belong together. */
  @FunctionalInterface
  interface Bond {
    boolean holds(int from, int to);
  }

  /** Is handed every island; the array is used again for the next one. */
  @FunctionalInterface
  interface Visitor {
    void visit(int[] pixels, int size);
  }

  private final int width;
  private final int height;
  private final boolean[] seen;
  private final int[] island;
  private int size;

  PixelIslands(int width, int height) {
    this.width = width;
    this.height = height;
    seen = new boolean[width * height];
    island = new int[width * height];
  }

  /** Visits the islands of all pixels that are on land, by their first pixel, once. */
  void forEach(IntPredicate land, Bond bond, Visitor visitor) {
    for (int start = 0; start < seen.length; start++) {
      if (!seen[start] && land.test(start)) {
        flood(start, land, bond);
        visitor.visit(island, size);
      }
    }
  }

  private void flood(int start, IntPredicate land, Bond bond) {
    size = 0;
    add(start);
    for (int next = 0; next < size; next++) {
      int p = island[next];
      int x = p % width;
      int y = p / width;
      join(p, p - 1, x > 0, land, bond);
      join(p, p + 1, x + 1 < width, land, bond);
      join(p, p - width, y > 0, land, bond);
      join(p, p + width, y + 1 < height, land, bond);
    }
  }

  private void join(int from, int to, boolean inside, IntPredicate land, Bond bond) {
    if (inside && !seen[to] && land.test(to) && bond.holds(from, to)) {
      add(to);
    }
  }

  private void add(int pixel) {
    seen[pixel] = true;
    island[size++] = pixel;
  }
}
