package io.splatlas.gpu.cpu;

import io.splatlas.gpu.host.FieldMembers;
import java.util.Arrays;

/**
 * Members in the order of their groups, cut into chunks of one group each, so that a kernel knows
 * the group of all its lanes.
 */
final class FieldChunks {
  /** Members of a chunk at most; a multiple of 16. */
  static final int SIZE = 512;

  /** Members in the order of their groups. */
  final int[] order;

  /** Members per group. */
  final int[] counts;

  private int[] group = new int[16];
  private int[] from = new int[16];
  private int[] to = new int[16];
  private int chunks;

  /**
   * @param members group per member, -1 = none
   */
  FieldChunks(int[] members, int groups) {
    counts = FieldMembers.count(members, groups);
    order = FieldMembers.sorted(members, counts);
    int start = 0;
    for (int g = 0; g < groups; g++) {
      int end = start + counts[g];
      for (int at = start; at < end; at += SIZE) {
        add(g, at, Math.min(end, at + SIZE));
      }
      start = end;
    }
  }

  private void add(int ofGroup, int begin, int end) {
    if (chunks == group.length) {
      group = Arrays.copyOf(group, 2 * chunks);
      from = Arrays.copyOf(from, 2 * chunks);
      to = Arrays.copyOf(to, 2 * chunks);
    }
    group[chunks] = ofGroup;
    from[chunks] = begin;
    to[chunks++] = end;
  }

  int count() {
    return chunks;
  }

  int group(int chunk) {
    return group[chunk];
  }

  int from(int chunk) {
    return from[chunk];
  }

  int to(int chunk) {
    return to[chunk];
  }
}
