package io.splatlas.actors.ego;

import java.util.Arrays;

/** What comparisons have said of every cell of one camera's image. */
final class EgoEvidence {
  /** Comparisons in which a cell stood still before it is believed. */
  private static final int LEAST_VOTES = 4;

  /** Share of the comparisons that could tell. */
  private static final double LEAST_SHARE = 0.75;

  /** More comparisons than these count half: an arm may come to rest elsewhere. */
  private static final int MOST_VOTES = 64;

  /** Cells of a part of the robot at least; a part reaches in from the border. */
  private static final double LEAST_PART = 0.003;

  /** Of a camera that moves, at least this share of what can be told must have moved. */
  private static final double LEAST_MOVED = 0.3;

  private final Cells cells;
  private final int[] still;
  private final int[] moved;
  private final int[] around = new int[8];
  private final int[] open;
  private int comparisons;

  EgoEvidence(Cells cells) {
    this.cells = cells;
    still = new int[cells.count()];
    moved = new int[cells.count()];
    open = new int[cells.count()];
  }

  /** Takes in what {@link StandingStill#judge} said. */
  void add(byte[] judgement) {
    comparisons++;
    for (int cell = 0; cell < judgement.length; cell++) {
      still[cell] += judgement[cell] > 0 ? 1 : 0;
      moved[cell] += judgement[cell] < 0 ? 1 : 0;
      if (still[cell] + moved[cell] > MOST_VOTES) {
        still[cell] /= 2;
        moved[cell] /= 2;
      }
    }
  }

  /** How many were taken in. */
  int comparisons() {
    return comparisons;
  }

  /**
   * The cells that show the robot: parts that reach in from the border, and one cell around. None
   * where nearly all stands still: then it is the pose that moves, not the camera.
   */
  boolean[] robot() {
    if (!cameraMoves()) {
      return new boolean[cells.count()];
    }
    boolean[] robot = parts();
    fill(robot);
    return grown(robot);
  }

  private boolean cameraMoves() {
    int told = 0;
    int scene = 0;
    for (int cell = 0; cell < still.length; cell++) {
      told += still[cell] + moved[cell] > 0 ? 1 : 0;
      scene += moves(cell) ? 1 : 0;
    }
    return scene > 0 && scene >= LEAST_MOVED * told;
  }

  private boolean moves(int cell) {
    return moved[cell] > 0 && moved[cell] >= still[cell];
  }

  /** By cell, whether it has stood still often enough. */
  boolean[] believed() {
    boolean[] out = new boolean[still.length];
    for (int cell = 0; cell < out.length; cell++) {
      out[cell] = standsStill(cell);
    }
    return out;
  }

  private boolean standsStill(int cell) {
    return still[cell] >= LEAST_VOTES && still[cell] >= LEAST_SHARE * (still[cell] + moved[cell]);
  }

  /** Connected cells that stand still. */
  private boolean[] parts() {
    boolean[] parts = new boolean[cells.count()];
    boolean[] seen = new boolean[cells.count()];
    for (int cell = 0; cell < seen.length; cell++) {
      if (!seen[cell] && standsStill(cell)) {
        int[] part = connected(cell, seen);
        if (part.length >= LEAST_PART * seen.length && reachesIn(part)) {
          for (int member : part) {
            parts[member] = true;
          }
        }
      }
    }
    return parts;
  }

  private int[] connected(int start, boolean[] seen) {
    int count = 0;
    open[count++] = start;
    seen[start] = true;
    for (int next = 0; next < count; next++) {
      int n = cells.around(open[next], around);
      for (int i = 0; i < n; i++) {
        if (!seen[around[i]] && standsStill(around[i])) {
          seen[around[i]] = true;
          open[count++] = around[i];
        }
      }
    }
    return Arrays.copyOf(open, count);
  }

  private boolean reachesIn(int[] part) {
    for (int cell : part) {
      if (cells.atBorder(cell)) {
        return true;
      }
    }
    return false;
  }

  /** Adds what has no texture to tell by and lies between robot and border only. */
  private void fill(boolean[] robot) {
    boolean[] scene = new boolean[robot.length];
    int count = 0;
    for (int cell = 0; cell < robot.length; cell++) {
      if (!robot[cell] && moves(cell)) {
        scene[cell] = true;
        open[count++] = cell;
      }
    }
    for (int next = 0; next < count; next++) {
      int n = cells.around(open[next], around);
      for (int i = 0; i < n; i++) {
        if (!robot[around[i]] && !scene[around[i]]) {
          scene[around[i]] = true;
          open[count++] = around[i];
        }
      }
    }
    for (int cell = 0; cell < robot.length; cell++) {
      robot[cell] |= !scene[cell];
    }
  }

  private boolean[] grown(boolean[] robot) {
    boolean[] out = robot.clone();
    for (int cell = 0; cell < robot.length; cell++) {
      if (robot[cell]) {
        int n = cells.around(cell, around);
        for (int i = 0; i < n; i++) {
          out[around[i]] = true;
        }
      }
    }
    return out;
  }
}
