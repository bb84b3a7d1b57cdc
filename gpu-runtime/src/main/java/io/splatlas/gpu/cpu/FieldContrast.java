package io.splatlas.gpu.cpu;

import io.splatlas.gpu.FieldOptions;
import io.splatlas.gpu.host.GroupMeans;
import io.splatlas.gpu.host.PairLoss;
import java.util.Arrays;

/**
 * The contrastive loss over members of one or two sources: unit vectors and their sums by group,
 * then every member's softmax over the groups, then the way back through the means. Three sweeps
 * over chunks; the reductions between them are in the order of chunks.
 */
final class FieldContrast {
  private static final int ROW = FieldChunks.SIZE;
  private static final float SHORTEST_SQUARED = (float) (PairLoss.SHORTEST * PairLoss.SHORTEST);

  private final Workers workers;
  private final Buffers buffers;
  private final float[][] scratch;
  private final float[][] lanes;
  private final Workers.Task sumUnits = this::sumUnits;
  private final Workers.Task compare = this::compare;
  private final Workers.Task descend = this::descend;

  private FieldSource source;
  private FieldChunks chunks;
  private FieldOptions options;
  private int channels;
  private int groups;
  private int firstChunk;
  private GroupMeans means;
  private float[] viaMeans;

  /** Per chunk and channel the sum of unit vectors. */
  private float[] unitSums = new float[0];

  /** Per chunk, group and channel dL/d direction. */
  private float[] ofDirections = new float[0];

  /** Per chunk, channel and member dL/dz without the part of the means. */
  private float[] direct = new float[0];

  private float[] losses = new float[0];

  @SuppressWarnings("NullAway.Init") // what a sweep works on is set by run
  FieldContrast(Workers workers, Buffers buffers) {
    this.workers = workers;
    this.buffers = buffers;
    scratch = new float[workers.count()][0];
    lanes = new float[workers.count()][16];
  }

  /**
   * Adds the gradient of the loss to the members' and answers the loss.
   *
   * @param sources of members, one or two
   * @param members their members, one each
   */
  double run(FieldSource[] sources, FieldChunks[] members, int groupCount, FieldOptions by) {
    options = by;
    groups = groupCount;
    channels = by.origin().length;
    int all = Arrays.stream(members).mapToInt(FieldChunks::count).sum();
    reserve(all);
    sweep(sources, members, sumUnits);
    int[] counts = new int[groups];
    for (FieldChunks each : members) {
      for (int g = 0; g < groups; g++) {
        counts[g] += each.counts[g];
      }
    }
    means = new GroupMeans(sums(members), counts, channels, options.alike());
    sweep(sources, members, compare);
    viaMeans = means.toMembers(directions(all));
    sweep(sources, members, descend);
    double loss = 0;
    for (int chunk = 0; chunk < all; chunk++) {
      loss += losses[chunk];
    }
    return loss;
  }

  private void reserve(int all) {
    String what = "comparing the groups of a refinement";
    long rows = 2L * channels + groups + 4;
    for (int w = 0; w < scratch.length; w++) {
      scratch[w] = buffers.floats(what, scratch[w], rows * ROW);
    }
    unitSums = buffers.floats(what, unitSums, (long) all * channels);
    ofDirections = buffers.floats(what, ofDirections, (long) all * groups * channels);
    direct = buffers.floats(what, direct, (long) all * channels * ROW);
    losses = buffers.floats(what, losses, all);
  }

  private void sweep(FieldSource[] sources, FieldChunks[] members, Workers.Task task) {
    firstChunk = 0;
    for (int k = 0; k < sources.length; k++) {
      source = sources[k];
      chunks = members[k];
      workers.run(chunks.count(), task);
      firstChunk += chunks.count();
    }
  }

  private double[] sums(FieldChunks[] members) {
    double[] sums = new double[groups * channels];
    int at = 0;
    for (FieldChunks each : members) {
      for (int chunk = 0; chunk < each.count(); chunk++, at++) {
        for (int d = 0; d < channels; d++) {
          sums[each.group(chunk) * channels + d] += unitSums[at * channels + d];
        }
      }
    }
    return sums;
  }

  private double[] directions(int all) {
    double[] sums = new double[groups * channels];
    for (int chunk = 0; chunk < all; chunk++) {
      for (int k = 0; k < sums.length; k++) {
        sums[k] += ofDirections[chunk * sums.length + k];
      }
    }
    return sums;
  }

  // Rows of the scratch: D of unit vectors, then the inverse length, then what a sweep needs.

  private int inverseRow() {
    return channels * ROW;
  }

  /** Unit vectors of a chunk, and the inverse of their lengths before. */
  private void units(int chunk, float[] s) {
    int from = chunks.from(chunk);
    int to = chunks.to(chunk);
    Arrays.fill(s, 0, (channels + 1) * ROW, 0f);
    for (int d = 0; d < channels; d++) {
      source.read(d, chunks.order, from, to, s, d * ROW);
      FieldKernel.shift(s, d * ROW, -options.origin()[d]);
      FieldKernel.addProduct(s, d * ROW, s, d * ROW, s, inverseRow());
    }
    FieldKernel.inverseRoots(s, inverseRow(), SHORTEST_SQUARED);
    int spare = inverseRow() + ROW;
    Arrays.fill(s, spare, spare + ROW, 0f);
    source.counting(chunks.order, from, to, s, spare);
    FieldKernel.multiply(s, inverseRow(), s, spare);
    for (int d = 0; d < channels; d++) {
      FieldKernel.multiply(s, d * ROW, s, inverseRow());
    }
  }

  private void sumUnits(int chunk, int worker) {
    float[] s = scratch[worker];
    units(chunk, s);
    for (int d = 0; d < channels; d++) {
      unitSums[(firstChunk + chunk) * channels + d] =
          (float) FieldKernel.sum(s, d * ROW, lanes[worker]);
    }
  }

  private void compare(int chunk, int worker) {
    float[] s = scratch[worker];
    units(chunk, s);
    int own = chunks.group(chunk);
    int total = inverseRow() + ROW;
    int powers = total + ROW;
    Arrays.fill(s, total, powers + (groups + 1) * ROW, 0f);
    for (int j = 0; j < groups; j++) {
      if (j == own || means.repels(own, j)) {
        for (int d = 0; d < channels; d++) {
          FieldKernel.addScaled(
              s,
              d * ROW,
              means.directions()[j * channels + d] / options.temperature(),
              s,
              powers + j * ROW);
        }
        if (j == own) {
          System.arraycopy(s, powers + j * ROW, s, powers + groups * ROW, ROW);
        }
        VectorMath.exp(s, powers + j * ROW, s, powers + j * ROW, ROW);
        FieldKernel.addScaled(s, powers + j * ROW, 1, s, total);
      }
    }
    lose(chunk, s, total, powers + groups * ROW);
    slopes(chunk, s, total, powers);
    follow(chunk, s, powers, lanes[worker]);
  }

  /** -log of a member's share is log(total) - its logit. */
  private void lose(int chunk, float[] s, int total, int logit) {
    int n = chunks.to(chunk) - chunks.from(chunk);
    double loss = 0;
    for (int k = 0; k < n; k++) {
      loss += Math.log(s[total + k]) - s[logit + k];
    }
    losses[firstChunk + chunk] = (float) (means.share(chunks.group(chunk)) * loss);
  }

  /** Powers become dL / d(z.m_j); 0 beyond the members. */
  private void slopes(int chunk, float[] s, int total, int powers) {
    int own = chunks.group(chunk);
    int n = chunks.to(chunk) - chunks.from(chunk);
    float share = (float) (means.share(own) / options.temperature());
    Arrays.fill(s, total + n, total + ROW, 1f);
    for (int j = 0; j < groups; j++) {
      if (j != own && !means.repels(own, j)) {
        continue;
      }
      FieldKernel.quotientMinus(s, powers + j * ROW, s, total, j == own ? 1 : 0);
      Arrays.fill(s, powers + j * ROW + n, powers + (j + 1) * ROW, 0f);
      for (int k = 0; k < n; k++) {
        s[powers + j * ROW + k] *= share;
      }
    }
  }

  private void follow(int chunk, float[] s, int powers, float[] lane) {
    int own = chunks.group(chunk);
    int to = (firstChunk + chunk) * channels * ROW;
    int directions = (firstChunk + chunk) * groups * channels;
    Arrays.fill(direct, to, to + channels * ROW, 0f);
    for (int j = 0; j < groups; j++) {
      boolean counts = j == own || means.repels(own, j);
      for (int d = 0; d < channels; d++) {
        ofDirections[directions + j * channels + d] =
            counts ? (float) FieldKernel.dot(s, powers + j * ROW, s, d * ROW, lane) : 0;
        if (counts) {
          FieldKernel.addScaled(
              s, powers + j * ROW, means.directions()[j * channels + d], direct, to + d * ROW);
        }
      }
    }
  }

  private void descend(int chunk, int worker) {
    float[] s = scratch[worker];
    units(chunk, s);
    int own = chunks.group(chunk);
    int from = (firstChunk + chunk) * channels * ROW;
    int along = inverseRow() + ROW;
    Arrays.fill(s, along, along + ROW, 0f);
    for (int d = 0; d < channels; d++) {
      FieldKernel.shift(direct, from + d * ROW, viaMeans[own * channels + d]);
      FieldKernel.addProduct(direct, from + d * ROW, s, d * ROW, s, along);
    }
    int row = along + ROW;
    for (int d = 0; d < channels; d++) {
      // (g - (g.z) z) / |y|
      System.arraycopy(direct, from + d * ROW, s, row, ROW);
      subtractProduct(s, along, d * ROW, row);
      FieldKernel.multiply(s, row, s, inverseRow());
      source.add(
          d, chunks.order, chunks.from(chunk), chunks.to(chunk), options.contrastWeight(), s, row);
    }
  }

  private static void subtractProduct(float[] s, int a, int b, int from) {
    for (int k = 0; k < ROW; k++) {
      s[from + k] -= s[a + k] * s[b + k];
    }
  }
}
