package io.splatlas.gpu.cpu;

import io.splatlas.gpu.FieldGroups;
import io.splatlas.gpu.FieldOptions;
import java.util.Arrays;

/** The instance-level loss: the pixels of a group against the embedding of its instance. */
final class FieldInstances {
  private static final int ROW = FieldChunks.SIZE;

  private final Workers workers;
  private final float[][] rows;
  private final Workers.Task compare = this::compare;
  private double[] losses = new double[0];
  private FieldSource source;
  private FieldChunks chunks;
  private FieldGroups groups;
  private float weight;
  private int present;
  private int channels;

  @SuppressWarnings("NullAway.Init") // what a sweep works on is set by run
  FieldInstances(Workers workers) {
    this.workers = workers;
    rows = new float[workers.count()][2 * ROW];
  }

  /** Adds dL/dF of every pixel and answers the loss. */
  double run(FieldSource pixels, FieldChunks members, FieldGroups of, FieldOptions options) {
    source = pixels;
    chunks = members;
    groups = of;
    weight = options.instanceWeight();
    channels = options.origin().length;
    present = 0;
    for (int g = 0; g < of.count(); g++) {
      present += of.embedded()[g] && members.counts[g] > 0 ? 1 : 0;
    }
    if (losses.length < members.count()) {
      losses = new double[2 * members.count()];
    }
    Arrays.fill(losses, 0);
    workers.run(members.count(), compare);
    double loss = 0;
    for (int chunk = 0; chunk < members.count(); chunk++) {
      loss += losses[chunk];
    }
    return loss;
  }

  private void compare(int chunk, int worker) {
    int g = chunks.group(chunk);
    if (!groups.embedded()[g]) {
      return;
    }
    float[] row = rows[worker];
    int n = chunks.to(chunk) - chunks.from(chunk);
    float scale = 1f / ((float) present * chunks.counts[g] * channels);
    source.counting(chunks.order, chunks.from(chunk), chunks.to(chunk), row, ROW);
    for (int d = 0; d < channels; d++) {
      float wanted = groups.embeddings()[g * channels + d];
      source.read(d, chunks.order, chunks.from(chunk), chunks.to(chunk), row, 0);
      double loss = 0;
      for (int k = 0; k < n; k++) {
        float difference = (row[k] - wanted) * row[ROW + k];
        loss += Math.abs(difference);
        row[k] = Math.signum(difference);
      }
      losses[chunk] += loss * scale;
      source.add(d, chunks.order, chunks.from(chunk), chunks.to(chunk), weight * scale, row, 0);
    }
  }
}
