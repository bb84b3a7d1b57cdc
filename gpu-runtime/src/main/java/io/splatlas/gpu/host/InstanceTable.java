package io.splatlas.gpu.host;

/** Instance ids by Gaussian identity: an open-addressing table that boxes nothing. */
final class InstanceTable {
  private static final long EMPTY = 0;

  private final long[] keys;
  private final int[] values;
  private final int mask;
  private long largest;

  /**
   * Builds the table; of equal identities the last counts.
   *
   * @param newest the newest identity there is: larger ones are not counted in {@link #largest}
   */
  InstanceTable(long[] identities, int[] instances, long newest) {
    int slots = Integer.highestOneBit(Math.max(4, identities.length)) << 2;
    keys = new long[slots];
    values = new int[slots];
    mask = slots - 1;
    for (int i = 0; i < identities.length; i++) {
      put(identities[i], instances[i]);
      if (identities[i] <= newest) {
        largest = Math.max(largest, identities[i]);
      }
    }
  }

  /** The largest identity that exists in the table, 0 when there is none. */
  long largest() {
    return largest;
  }

  /** The instance of an identity, or -1 when it is not in the table. */
  int get(long identity) {
    int slot = slotOf(identity);
    return keys[slot] == EMPTY ? -1 : values[slot];
  }

  private void put(long identity, int instance) {
    int slot = slotOf(identity);
    keys[slot] = identity;
    values[slot] = instance;
  }

  private int slotOf(long identity) {
    long hash = identity * 0x9E3779B97F4A7C15L;
    int slot = (int) (hash >>> 32) & mask;
    while (keys[slot] != EMPTY && keys[slot] != identity) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
