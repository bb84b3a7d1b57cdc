package io.splatlas.gpu.reference;

import io.splatlas.gpu.FieldOptions;
import io.splatlas.gpu.host.GroupMeans;
import io.splatlas.gpu.host.PairLoss;
import java.util.ArrayList;
import java.util.List;

/** The contrastive loss of METHOD section 5 over any members, and its gradient. */
final class Contrast {
  private record Member(int group, double[] direction, double length) {}

  private final int groups;
  private final FieldOptions options;
  private final int channels;
  private final List<Member> members = new ArrayList<>();
  private final List<double[]> gradients = new ArrayList<>();

  Contrast(int groups, FieldOptions options) {
    this.groups = groups;
    this.options = options;
    channels = options.origin().length;
  }

  /**
   * Adds a member.
   *
   * @param y its features, measured from the origin
   */
  void add(int group, double[] y) {
    double squared = 0;
    for (double value : y) {
      squared += value * value;
    }
    double length = Math.sqrt(squared);
    double[] z = new double[channels];
    for (int d = 0; d < channels && length > PairLoss.SHORTEST; d++) {
      z[d] = y[d] / length;
    }
    members.add(new Member(group, z, length));
  }

  /** The loss of all members. */
  double evaluate() {
    double[] sums = new double[groups * channels];
    int[] counts = new int[groups];
    for (Member member : members) {
      counts[member.group]++;
      for (int d = 0; d < channels; d++) {
        sums[member.group * channels + d] += member.direction[d];
      }
    }
    GroupMeans means = new GroupMeans(sums, counts, channels, options.alike());
    double[] ofDirections = new double[groups * channels];
    double loss = 0;
    for (Member member : members) {
      loss += evaluate(member, means, ofDirections);
    }
    float[] viaMeans = means.toMembers(ofDirections);
    for (int k = 0; k < members.size(); k++) {
      toFeatures(members.get(k), viaMeans, gradients.get(k));
    }
    return loss;
  }

  /** One member's part of the loss; its direct gradient is kept, that of the means added. */
  private double evaluate(Member member, GroupMeans means, double[] ofDirections) {
    double[] powers = new double[groups];
    double sum = 0;
    for (int j = 0; j < groups; j++) {
      if (j == member.group || means.repels(member.group, j)) {
        powers[j] = Math.exp(dot(member.direction, means, j) / options.temperature());
        sum += powers[j];
      }
    }
    double share = means.share(member.group);
    double[] ofMember = new double[channels];
    for (int j = 0; j < groups; j++) {
      double slope =
          share / options.temperature() * (powers[j] / sum - (j == member.group ? 1 : 0));
      for (int d = 0; d < channels; d++) {
        ofMember[d] += slope * means.directions()[j * channels + d];
        ofDirections[j * channels + d] += slope * member.direction[d];
      }
    }
    gradients.add(ofMember);
    return -share * Math.log(powers[member.group] / sum);
  }

  private double dot(double[] z, GroupMeans means, int group) {
    double sum = 0;
    for (int d = 0; d < channels; d++) {
      sum += z[d] * means.directions()[group * channels + d];
    }
    return sum;
  }

  /** From dL/dz to dL/dy, in place. */
  private void toFeatures(Member member, float[] viaMeans, double[] g) {
    double along = 0;
    for (int d = 0; d < channels; d++) {
      g[d] += viaMeans[member.group * channels + d];
      along += g[d] * member.direction[d];
    }
    for (int d = 0; d < channels; d++) {
      g[d] =
          member.length > PairLoss.SHORTEST
              ? (g[d] - along * member.direction[d]) / member.length
              : 0;
    }
  }

  /** dL/dy of the k-th member added. */
  double[] gradient(int k) {
    return gradients.get(k);
  }
}
