package io.splatlas.actors.scene;

import io.splatlas.gpu.GaussianSnapshot;
import java.util.HashMap;
import java.util.Map;

/**
 * The ids that the newest clustering gave to Gaussians of one model. They reach the device a little
 * later, when they are durable; a snapshot that was taken in between shows older ones, and whoever
 * believed it would take what is known for nobody's and name it anew.
 */
final class DecidedIds {
  private Map<Long, Integer> ids = Map.of();

  /**
   * A clustering decided.
   *
   * @param identities of the Gaussians of its snapshot
   * @param instances id of each, 0 = none
   */
  void decided(long[] identities, int[] instances) {
    Map<Long, Integer> now = HashMap.newHashMap(instances.length);
    for (int row = 0; row < instances.length; row++) {
      now.put(identities[row], instances[row]);
    }
    ids = now;
  }

  /** A snapshot with the ids that were decided; what came since keeps those it has. */
  GaussianSnapshot on(GaussianSnapshot snapshot) {
    int[] instances = snapshot.instances().clone();
    for (int row = 0; row < snapshot.count(); row++) {
      instances[row] = ids.getOrDefault(snapshot.identities()[row], instances[row]);
    }
    return new GaussianSnapshot(
        snapshot.gaussians(), snapshot.identities(), instances, snapshot.liftingWeights());
  }

  /** Another model begins, or what was decided is void. */
  void forget() {
    ids = Map.of();
  }
}
