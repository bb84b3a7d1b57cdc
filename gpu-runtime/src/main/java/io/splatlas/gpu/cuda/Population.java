package io.splatlas.gpu.cuda;

import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.GrowthReport;
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

  /** Those of them that have their names: growth gives them when the host knows who was born. */
  private int named;

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

  /** Adds rows at the end, each with a new identity; all before them are named. */
  void extend(int added) {
    count += added;
    nameNew(count);
  }

  /** There are so many now; who the new ones are comes with {@link #name}. */
  void expect(int grown) {
    count = grown;
  }

  /** Growth was not done: there are as many as before it. */
  void retreat(int before) {
    count = before;
  }

  /**
   * Gives those who were born by a growth step their identities, in order of rows, and remembers
   * whom they come from. Growth steps are named in their order.
   *
   * @param sources by row, as the device has drawn them: a row, -1 for none
   */
  GrowthReport name(int[] sources) {
    int before = named;
    int relocated = 0;
    for (int i = 0; i < before; i++) {
      if (sources[i] >= 0) {
        identities[i] = nextIdentity++;
        relocated++;
      }
    }
    int born = 0;
    Lineage known = requireLineage();
    nameNew(sources.length);
    for (int i = 0; i < sources.length; i++) {
      int source = sources[i];
      if (source >= 0) {
        known.record(identities[i], identities[source]);
        instances[i] = instances[source];
        born++;
      }
    }
    return new GrowthReport(relocated, born - relocated, sources.length);
  }

  private void nameNew(int until) {
    while (named < until) {
      identities[named++] = nextIdentity++;
    }
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
