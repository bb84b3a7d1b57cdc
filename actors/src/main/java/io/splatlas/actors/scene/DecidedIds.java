package io.splatlas.actors.scene;

import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.host.InstanceAssignment;

/**
 * The ids that the newest clustering gave to Gaussians of one model. They reach the device a little
 * later, when they are durable; a snapshot that was taken in between shows older ones, and whoever
 * believed it would take what is known for nobody's and name it anew.
 */
final class DecidedIds {
  private long[] identities = new long[0];
  private int[] ids = new int[0];

  /**
   * A clustering decided.
   *
   * @param gaussians identities of the Gaussians of its snapshot, kept
   * @param instances id of each, 0 = none, kept
   */
  void decided(long[] gaussians, int[] instances) {
    identities = gaussians;
    ids = instances;
  }

  /** A snapshot with the ids that were decided; what came since keeps those it has. */
  GaussianSnapshot on(GaussianSnapshot snapshot) {
    int[] instances = snapshot.instances().clone();
    InstanceAssignment.apply(
        snapshot.identities(), instances, snapshot.count(), Long.MAX_VALUE, null, identities, ids);
    return new GaussianSnapshot(
        snapshot.gaussians(), snapshot.identities(), instances, snapshot.liftingWeights());
  }

  /** Another model begins, what was decided is void, or nothing follows. */
  void forget() {
    decided(new long[0], new int[0]);
  }
}
