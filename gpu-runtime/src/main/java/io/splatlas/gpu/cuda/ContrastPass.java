package io.splatlas.gpu.cuda;

import io.splatlas.gpu.FieldOptions;
import io.splatlas.gpu.host.FieldMembers;
import io.splatlas.gpu.host.GroupMeans;
import java.util.Arrays;
import java.util.List;
import jcuda.driver.CUdeviceptr;

/** The contrastive loss over pixels and Gaussians as members of one list. */
final class ContrastPass {

  /**
   * Where members are.
   *
   * @param features planar
   * @param stride values of a plane
   * @param alpha what features are divided by, null pointer for none
   * @param groups per member, -1 = none
   * @param gradient planar, of the same stride
   */
  record Source(
      CUdeviceptr features, int stride, CUdeviceptr alpha, int[] groups, CUdeviceptr gradient) {}

  private final KernelModule kernels;
  private final PartialSums losses;
  private final Scratch groups;
  private final Scratch units;
  private final Scratch inverses;
  private final Scratch slopes;
  private final Scratch direct;
  private final Scratch origin;
  private final Scratch sums;
  private final Scratch directions;
  private final Scratch repels;
  private final Scratch shares;

  ContrastPass(DeviceHeap heap, KernelModule kernels, PartialSums losses) {
    this.kernels = kernels;
    this.losses = losses;
    String what = "comparing the groups of a refinement";
    groups = new Scratch(heap, what);
    units = new Scratch(heap, what);
    inverses = new Scratch(heap, what);
    slopes = new Scratch(heap, what);
    direct = new Scratch(heap, what);
    origin = new Scratch(heap, what);
    sums = new Scratch(heap, what);
    directions = new Scratch(heap, what);
    repels = new Scratch(heap, what);
    shares = new Scratch(heap, what);
  }

  /**
   * Adds the gradient to that of the members, and the loss to those of the step.
   *
   * @param both pixels first, then Gaussians
   */
  void run(List<Source> both, int count, FieldOptions options) {
    int channels = options.origin().length;
    boolean[] wanted = {options.onScreen(), options.inSpace()};
    int members = 0;
    int[] counts = new int[count];
    for (int k = 0; k < both.size(); k++) {
      if (wanted[k]) {
        members += both.get(k).groups().length;
        int[] some = FieldMembers.count(both.get(k).groups(), count);
        Arrays.setAll(counts, g -> counts[g] + some[g]);
      }
    }
    reserve(members, channels, count);
    origin.buffer().write(0, options.origin(), channels);
    int at = 0;
    for (int k = 0; k < both.size(); k++) {
      if (wanted[k]) {
        units(both.get(k), at, members, channels);
        at += both.get(k).groups().length;
      }
    }
    GroupMeans means = means(counts, members, channels, options);
    compare(means, count, members, channels, options);
    write(directions, means.toMembers(directionSums(count, members, channels)));
    at = 0;
    for (int k = 0; k < both.size(); k++) {
      if (wanted[k]) {
        descend(both.get(k), at, members, channels, options.contrastWeight());
        at += both.get(k).groups().length;
      }
    }
  }

  private void reserve(int members, int channels, int count) {
    groups.require(4L * members);
    units.require(4L * members * channels);
    inverses.require(4L * members);
    slopes.require(4L * members * count);
    direct.require(4L * members * channels);
    origin.require(4L * channels);
    sums.require(4L * count * channels);
  }

  private void units(Source source, int at, int members, int channels) {
    int n = source.groups().length;
    groups.buffer().write(at, source.groups(), n);
    kernels.launchOver(
        "field_units",
        n,
        256,
        source.features(),
        source.stride(),
        source.alpha(),
        groups.buffer().at(at),
        origin.pointer(),
        n,
        channels,
        at,
        members,
        units.pointer(),
        inverses.pointer());
  }

  private GroupMeans means(int[] counts, int members, int channels, FieldOptions options) {
    kernels.launch(
        "field_group_sums",
        counts.length,
        channels,
        1,
        256,
        units.pointer(),
        groups.pointer(),
        members,
        channels,
        sums.pointer());
    return new GroupMeans(readSums(counts.length * channels), counts, channels, options.alike());
  }

  private void compare(
      GroupMeans means, int count, int members, int channels, FieldOptions options) {
    write(directions, means.directions());
    float[] share = new float[count];
    for (int g = 0; g < count; g++) {
      share[g] = (float) means.share(g);
    }
    write(shares, share);
    int[] marks = new int[count * count];
    for (int k = 0; k < marks.length; k++) {
      marks[k] = means.repels()[k] ? 1 : 0;
    }
    repels.require(4L * marks.length).buffer().write(0, marks, marks.length);
    int blocks = (members + 255) / 256;
    losses.require(blocks);
    kernels.launchOver(
        "field_compare",
        members,
        256,
        units.pointer(),
        groups.pointer(),
        members,
        channels,
        count,
        directions.pointer(),
        repels.pointer(),
        shares.pointer(),
        1 / options.temperature(),
        slopes.pointer(),
        direct.pointer(),
        losses.pointer());
    losses.total(blocks, PartialSums.CONTRAST);
  }

  private double[] directionSums(int count, int members, int channels) {
    kernels.launch(
        "field_direction_sums",
        count,
        channels,
        1,
        256,
        units.pointer(),
        slopes.pointer(),
        members,
        channels,
        sums.pointer());
    return readSums(count * channels);
  }

  private void descend(Source source, int at, int members, int channels, float weight) {
    int n = source.groups().length;
    kernels.launchOver(
        "field_descend",
        n,
        256,
        units.pointer(),
        inverses.pointer(),
        direct.pointer(),
        directions.pointer(),
        groups.pointer(),
        n,
        channels,
        at,
        members,
        source.alpha(),
        weight,
        source.stride(),
        source.gradient());
  }

  private double[] readSums(int n) {
    float[] read = new float[n];
    sums.buffer().read(0, read, 0, n);
    double[] out = new double[n];
    Arrays.setAll(out, k -> read[k]);
    return out;
  }

  private static void write(Scratch to, float[] values) {
    to.require(4L * values.length).buffer().write(0, values, values.length);
  }
}
