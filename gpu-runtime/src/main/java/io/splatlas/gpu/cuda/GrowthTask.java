package io.splatlas.gpu.cuda;

import io.splatlas.gpu.GrowthOptions;
import io.splatlas.gpu.GrowthReport;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A growth step on its way. The set has its new number of Gaussians since it was begun; their names
 * come with the report.
 *
 * @param before Gaussians before it
 * @param target Gaussians after it
 */
record GrowthTask(
    GrowthPass pass,
    SplatLists lists,
    CudaGaussianSet set,
    int before,
    int target,
    GrowthOptions options)
    implements StepQueue.Task<GrowthReport> {

  @Override
  public long resultBytes() {
    return Tally.BYTES + 4L * target;
  }

  @Override
  public void enqueue(boolean fresh, PinnedMemory result) {
    pass.enqueue(set, before, target, options, lists.follow(fresh), result, Tally.BYTES);
    lists.copyTally(result, 0);
  }

  @Override
  public GrowthReport report(PinnedMemory result) {
    int[] sources = new int[target];
    MemorySegment.copy(
        result.segment(), ValueLayout.JAVA_INT_UNALIGNED, Tally.BYTES, sources, 0, target);
    return set.population().name(sources);
  }

  @Override
  public void forgo() {
    set.population().retreat(before);
  }
}
