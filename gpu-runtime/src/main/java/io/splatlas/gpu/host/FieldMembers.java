package io.splatlas.gpu.host;

import io.splatlas.gpu.FieldGroups;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Which Gaussians and pixels are members of which group. */
public final class FieldMembers {
  private FieldMembers() {}

  /**
   * The group of every Gaussian, -1 for those of no group and those into which nothing was lifted.
   *
   * @param weights lifted weight per Gaussian
   */
  public static int[] of(int[] instances, float[] weights, int count, FieldGroups groups) {
    Map<Integer, Integer> byId = new HashMap<>();
    for (int g = 0; g < groups.count(); g++) {
      byId.put(groups.instances()[g], g);
    }
    int[] members = new int[count];
    for (int i = 0; i < count; i++) {
      members[i] = weights[i] > 0 ? byId.getOrDefault(instances[i], -1) : -1;
    }
    return members;
  }

  /** Members per group. */
  public static int[] count(int[] members, int groups) {
    int[] counts = new int[groups];
    for (int group : members) {
      if (group >= 0) {
        counts[group]++;
      }
    }
    return counts;
  }

  /**
   * Members in the order of their groups, then of their numbers.
   *
   * @param counts from {@link #count}
   */
  public static int[] sorted(int[] members, int[] counts) {
    int[] next = new int[counts.length];
    for (int g = 1; g < counts.length; g++) {
      next[g] = next[g - 1] + counts[g - 1];
    }
    int[] order = new int[Arrays.stream(counts).sum()];
    for (int i = 0; i < members.length; i++) {
      if (members[i] >= 0) {
        order[next[members[i]]++] = i;
      }
    }
    return order;
  }
}
