package io.splatlas.actors.instance;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * Gaussians that clusterings want to hand to a known instance: from another one, or nobody's. Where
 * two instances touch, the border between them, and with it a whole thing that lies on it, falls to
 * one in one clustering and to the other in the next; and what has just been seeded, a thing that
 * comes into view, falls to the surface behind it until it is better known. A Gaussian only follows
 * when several in a row agree: one of an instance several looks, one of nobody's all clusterings of
 * some time.
 */
final class PendingMoves {
  /** Time that clusterings in a row must give a Gaussian of nobody's to a known instance for. */
  private static final Duration JOINING = Duration.ofSeconds(2);

  /**
   * Where the newest clusterings want a Gaussian to go.
   *
   * @param seen how many in a row did
   * @param since the first of them
   */
  private record Move(int towards, int seen, Duration since) {
    boolean mayJoin(Duration evidence) {
      return seen > 1 && evidence.minus(since).compareTo(JOINING) >= 0;
    }
  }

  private Map<Long, Move> waiting = new HashMap<>();

  /**
   * Takes back the moves that too few clusterings in a row have asked for.
   *
   * @param before instance per Gaussian, 0 = none
   * @param after instance per Gaussian by the newest clustering, 0 = none; a Gaussian that has to
   *     wait gets the one from before
   * @param identities per Gaussian
   * @param asked looks in a row that it takes to move a Gaussian out of an instance, by the
   *     instance's id
   * @param counts whether what is somebody's may move now; if not, nothing is counted for it
   * @param evidence time that things have been looked at for
   */
  void hold(
      int[] before,
      int[] after,
      long[] identities,
      IntUnaryOperator asked,
      boolean counts,
      Duration evidence) {
    Map<Long, Move> still = new HashMap<>();
    for (int row = 0; row < after.length; row++) {
      if (!counts && before[row] != 0) {
        after[row] = before[row];
        if (!waiting.isEmpty()) {
          keep(identities[row], still);
        }
        continue;
      }
      if (after[row] == before[row]) {
        continue;
      }
      Move move = again(identities[row], after[row], evidence);
      boolean may =
          before[row] == 0 ? move.mayJoin(evidence) : move.seen >= asked.applyAsInt(before[row]);
      if (!may) {
        still.put(identities[row], move);
        after[row] = before[row];
      }
    }
    waiting = still;
  }

  private void keep(long identity, Map<Long, Move> still) {
    Move last = waiting.get(identity);
    if (last != null) {
      still.put(identity, last);
    }
  }

  /** Nothing waits any more. */
  void forget() {
    waiting = new HashMap<>();
  }

  private Move again(long identity, int towards, Duration evidence) {
    Move last = waiting.get(identity);
    return last != null && last.towards == towards
        ? new Move(towards, last.seen + 1, last.since)
        : new Move(towards, 1, evidence);
  }
}
