package io.splatlas.actors.instance;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * Gaussians that clusterings want to hand to a known instance: from another one, or nobody's. Where
 * two instances touch, the border between them, and with it a whole thing that lies on it, falls to
 * one in one clustering and to the other in the next; and what has just been seeded, a thing that
 * comes into view, falls to the surface behind it until it is better known. A Gaussian only follows
 * when several in a row agree.
 */
final class PendingMoves {

  /** Where the newest clusterings want a Gaussian to go, and how many in a row did. */
  private record Move(int towards, int seen) {}

  private Map<Long, Move> waiting = new HashMap<>();

  /**
   * Takes back the moves that too few clusterings in a row have asked for.
   *
   * @param before instance per Gaussian, 0 = none
   * @param after instance per Gaussian by the newest clustering, 0 = none; a Gaussian that has to
   *     wait gets the one from before
   * @param identities per Gaussian
   * @param asked clusterings in a row that it takes to move a Gaussian out of an instance, by the
   *     instance's id, or to give one away that is nobody's, by 0
   */
  void hold(int[] before, int[] after, long[] identities, IntUnaryOperator asked) {
    Map<Long, Move> still = new HashMap<>();
    for (int row = 0; row < after.length; row++) {
      if (after[row] == before[row]) {
        continue;
      }
      Move move = again(identities[row], after[row]);
      if (move.seen < asked.applyAsInt(before[row])) {
        still.put(identities[row], move);
        after[row] = before[row];
      }
    }
    waiting = still;
  }

  /** Nothing waits any more. */
  void forget() {
    waiting = new HashMap<>();
  }

  private Move again(long identity, int towards) {
    Move last = waiting.get(identity);
    return new Move(towards, last != null && last.towards == towards ? last.seen + 1 : 1);
  }
}
