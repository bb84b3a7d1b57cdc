package io.splatlas.gpu.host;

import org.jspecify.annotations.Nullable;

/** Sets instance ids by identity, see {@link io.splatlas.gpu.GpuDevice#assignInstances}. */
public final class InstanceAssignment {
  private InstanceAssignment() {}

  /**
   * Writes new ids into {@code instances}.
   *
   * @param owned identities of the set, by row
   * @param instances ids of the set, by row
   * @param count rows that are alive
   * @param newest the newest identity the set has given
   * @param lineage whom the born come from; null when none were born
   * @param identities whom to give an id
   * @param ids which, at least 0
   * @throws IllegalArgumentException when the last two do not match or are out of range
   */
  public static void apply(
      long[] owned,
      int[] instances,
      int count,
      long newest,
      @Nullable Lineage lineage,
      long[] identities,
      int[] ids) {
    require(identities, ids);
    InstanceTable table = new InstanceTable(identities, ids, newest);
    for (int i = 0; i < count; i++) {
      long ancestor = owned[i];
      while (lineage != null && ancestor > table.largest()) {
        ancestor = lineage.sourceOf(ancestor);
      }
      int instance = ancestor == Lineage.NONE ? -1 : table.get(ancestor);
      if (instance >= 0) {
        instances[i] = instance;
      }
    }
    // What is younger than every identity here was born since; later snapshots are younger still,
    // so that older links are not needed again.
    if (lineage != null) {
      lineage.forgetUpTo(table.largest());
    }
  }

  private static void require(long[] identities, int[] ids) {
    if (identities.length != ids.length) {
      throw new IllegalArgumentException(
          "%d identities but %d instances".formatted(identities.length, ids.length));
    }
    for (int instance : ids) {
      if (instance < 0) {
        throw new IllegalArgumentException("an instance id must be at least 0, got " + instance);
      }
    }
    for (long identity : identities) {
      if (identity < 1) {
        throw new IllegalArgumentException("an identity must be at least 1, got " + identity);
      }
    }
  }
}
