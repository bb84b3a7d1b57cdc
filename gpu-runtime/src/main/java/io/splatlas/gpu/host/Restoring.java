package io.splatlas.gpu.host;

import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GaussianSnapshot;
import java.util.Arrays;

/** Brings a snapshot's identities, instance ids and lifting sums back into a set. */
public final class Restoring {
  private Restoring() {}

  /**
   * Refuses a snapshot that this set has no room for or that no set could have given.
   *
   * @throws IllegalArgumentException with the reason
   */
  public static void require(GaussianSet set, GaussianSnapshot snapshot) {
    if (set.count() > 0) {
      throw new IllegalArgumentException("a snapshot can be restored into an empty set only");
    }
    if (snapshot.count() > set.capacity()) {
      throw new IllegalArgumentException(
          "%d Gaussians do not fit into a capacity of %d"
              .formatted(snapshot.count(), set.capacity()));
    }
    requireSound(snapshot);
  }

  private static void requireSound(GaussianSnapshot snapshot) {
    int n = snapshot.count();
    if (snapshot.identities().length != n
        || snapshot.instances().length != n
        || snapshot.liftingWeights().length != n) {
      throw new IllegalArgumentException(
          "the snapshot's identities, instances and lifting weights must be one per Gaussian");
    }
    long[] sorted = snapshot.identities().clone();
    Arrays.sort(sorted);
    for (int i = 0; i < n; i++) {
      if (sorted[i] < 1 || sorted[i] == Long.MAX_VALUE || (i > 0 && sorted[i] == sorted[i - 1])) {
        throw new IllegalArgumentException(
            "identity %d is not positive or not unique".formatted(sorted[i]));
      }
      if (snapshot.instances()[i] < 0) {
        throw new IllegalArgumentException(
            "an instance id must be at least 0, got " + snapshot.instances()[i]);
      }
      float weight = snapshot.liftingWeights()[i];
      if (!(weight >= 0 && Float.isFinite(weight))) {
        throw new IllegalArgumentException(
            "a lifting weight must be finite and at least 0, got " + weight);
      }
    }
  }

  /** Whether the snapshot has lifted sums to bring back. */
  public static boolean hasLifted(GaussianSnapshot snapshot) {
    boolean lifted = false;
    for (float weight : snapshot.liftingWeights()) {
      lifted |= weight > 0;
    }
    return lifted;
  }

  /** Overwrites what {@code append} gave the Gaussians of a set that holds this snapshot's. */
  static void fill(HostGaussianSet set, GaussianSnapshot snapshot) {
    set.adoptIdentities(snapshot.identities());
    System.arraycopy(snapshot.instances(), 0, set.instances(), 0, snapshot.count());
    LiftingState lifting = set.liftingOrNull();
    if (lifting == null) {
      return;
    }
    System.arraycopy(snapshot.liftingWeights(), 0, lifting.weights(), 0, snapshot.count());
    GaussianLayout layout = snapshot.gaussians().layout();
    for (int c = 0; c < layout.features(); c++) {
      float[] feature = snapshot.gaussians().planes()[layout.featureOffset() + c];
      for (int i = 0; i < snapshot.count(); i++) {
        lifting.featureSums()[c][i] = feature[i] * snapshot.liftingWeights()[i];
      }
    }
  }
}
