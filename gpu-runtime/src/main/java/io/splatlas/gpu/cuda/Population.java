package io.splatlas.gpu.cuda;

import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.host.InstanceAssignment;
import io.splatlas.gpu.host.Lineage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who the Gaussians of a set are: identities, instance ids and whom the born come from. Host
 * memory: no kernel reads it except for instance ids, of which the device has a copy.
 */
final class Population {
  private int count;
  private long[] identities = new long[0];
  private int[] instances = new int[0];
  private long nextIdentity = 1;
  private @Nullable Lineage lineage;

  int count() {
    return count;
  }

  long[] identities() {
    return identities;
  }

  int[] instances() {
    return instances;
  }

  void resize(int rows) {
    identities = Arrays.copyOf(identities, rows);
    instances = Arrays.copyOf(instances, rows);
    if (lineage != null) {
      lineage.resize(rows);
    }
  }

  /** From now on births are remembered. */
  Lineage requireLineage() {
    Lineage known = lineage;
    if (known == null) {
      known = new Lineage(identities.length);
      lineage = known;
    }
    return known;
  }

  /** Adds rows at the end, each with a new identity. */
  void extend(int added) {
    for (int i = count; i < count + added; i++) {
      identities[i] = nextIdentity++;
    }
    count += added;
  }

  /** Gives one Gaussian a new identity. */
  void renew(int i) {
    identities[i] = nextIdentity++;
  }

  /** Takes over names from a snapshot of as many Gaussians; later identities are newer than all. */
  void adopt(GaussianSnapshot snapshot) {
    for (int i = 0; i < count; i++) {
      identities[i] = snapshot.identities()[i];
      instances[i] = snapshot.instances()[i];
      nextIdentity = Math.max(nextIdentity, identities[i] + 1);
    }
  }

  void assign(long[] whom, int[] ids) {
    InstanceAssignment.apply(identities, instances, count, nextIdentity - 1, lineage, whom, ids);
  }
}
