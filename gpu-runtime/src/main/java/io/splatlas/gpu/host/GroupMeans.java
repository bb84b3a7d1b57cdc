package io.splatlas.gpu.host;

/**
 * The means of groups that the contrastive loss compares (METHOD section 5): their directions,
 * which pairs of groups repel each other, and the way back from the gradient of a direction to that
 * of the members it is the mean of.
 */
public final class GroupMeans {
  private final int channels;
  private final int[] members;
  private final double[] lengths;
  private final float[] directions;
  private final boolean[] repels;
  private final int present;

  /**
   * Means from sums.
   *
   * @param sums of the members' unit vectors, D values a group
   * @param members per group
   * @param alike groups with at least this cosine do not repel each other
   */
  public GroupMeans(double[] sums, int[] members, int channels, double alike) {
    this.channels = channels;
    this.members = members.clone();
    int groups = members.length;
    lengths = new double[groups];
    directions = new float[sums.length];
    int some = 0;
    for (int g = 0; g < groups; g++) {
      some += members[g] > 0 ? 1 : 0;
      double squared = 0;
      for (int d = 0; d < channels; d++) {
        squared += sums[g * channels + d] * sums[g * channels + d];
      }
      lengths[g] = Math.sqrt(squared);
      for (int d = 0; d < channels && lengths[g] > 0; d++) {
        directions[g * channels + d] = (float) (sums[g * channels + d] / lengths[g]);
      }
    }
    present = some;
    repels = new boolean[groups * groups];
    for (int i = 0; i < groups; i++) {
      for (int j = 0; j < groups; j++) {
        repels[i * groups + j] = i != j && lengths[i] > 0 && lengths[j] > 0 && cosine(i, j) < alike;
      }
    }
  }

  private double cosine(int i, int j) {
    double sum = 0;
    for (int d = 0; d < channels; d++) {
      sum += (double) directions[i * channels + d] * directions[j * channels + d];
    }
    return sum;
  }

  /** Unit means, D values a group; zero for a group without members. */
  public float[] directions() {
    return directions;
  }

  /** Whether members of group i are pushed from group j. */
  public boolean repels(int i, int j) {
    return repels[i * members.length + j];
  }

  /** See {@link #repels(int, int)}: row i, column j. */
  public boolean[] repels() {
    return repels;
  }

  /** Share of one member of a group in the loss. */
  public double share(int group) {
    return members[group] == 0 ? 0 : 1.0 / present / members[group];
  }

  /**
   * What the loss's dependence on a group's direction adds to the gradient of each of its members.
   *
   * @param ofDirections dL/d direction, D values a group
   * @return dL/dz, D values a group
   */
  public float[] toMembers(double[] ofDirections) {
    float[] out = new float[directions.length];
    for (int g = 0; g < members.length; g++) {
      if (!(lengths[g] > 0)) {
        continue;
      }
      double along = 0;
      for (int d = 0; d < channels; d++) {
        along += ofDirections[g * channels + d] * directions[g * channels + d];
      }
      for (int d = 0; d < channels; d++) {
        int at = g * channels + d;
        out[at] = (float) ((ofDirections[at] - along * directions[at]) / lengths[g]);
      }
    }
    return out;
  }
}
