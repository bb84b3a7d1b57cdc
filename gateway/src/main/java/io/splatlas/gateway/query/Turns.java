package io.splatlas.gateway.query;

import java.util.HashMap;
import java.util.Map;

/**
 * Bounds how many standing questions ask one scene at the same time, so that however many there
 * are, the scene has room for who asks once and waits for the answer. Thread-safe.
 */
final class Turns {
  private final int most;
  private final Map<String, Integer> taken = new HashMap<>();

  /**
   * All free.
   *
   * @param most at a time for each scene, at least 1
   */
  Turns(int most) {
    this.most = most;
  }

  /** Takes a turn if there is one; who got it gives it back. */
  synchronized boolean take(String sceneId) {
    int now = taken.getOrDefault(sceneId, 0);
    if (now >= most) {
      return false;
    }
    taken.put(sceneId, now + 1);
    return true;
  }

  /** Gives a turn back that was taken. */
  synchronized void giveBack(String sceneId) {
    taken.computeIfPresent(sceneId, (id, now) -> now == 1 ? null : now - 1);
  }
}
