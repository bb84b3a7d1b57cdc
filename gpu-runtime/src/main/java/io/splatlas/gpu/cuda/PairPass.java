package io.splatlas.gpu.cuda;

import io.splatlas.gpu.FieldPairs;
import io.splatlas.gpu.host.PairTable;
import jcuda.driver.CUdeviceptr;

/**
 * The regulariser over pairs of Gaussians: a thread a pair for its value, one an end for slopes.
 */
final class PairPass {
  private final KernelModule kernels;
  private final PartialSums losses;
  private final Scratch first;
  private final Scratch second;
  private final Scratch ends;
  private final Scratch starts;
  private final Scratch partners;
  private FieldPairs pairs = FieldPairs.NONE;
  private int gaussians;

  PairPass(DeviceHeap heap, KernelModule kernels, PartialSums losses) {
    this.kernels = kernels;
    this.losses = losses;
    String what = "pairs of a refinement";
    first = new Scratch(heap, what);
    second = new Scratch(heap, what);
    ends = new Scratch(heap, what);
    starts = new Scratch(heap, what);
    partners = new Scratch(heap, what);
  }

  /** Brings pairs to the device. */
  void prepare(FieldPairs wanted) {
    pairs = wanted;
    PairTable table = PairTable.of(wanted);
    gaussians = table.ends().length;
    write(first, wanted.first());
    write(second, wanted.second());
    write(ends, table.ends());
    write(starts, table.starts());
    write(partners, table.partners());
  }

  private static void write(Scratch to, int[] values) {
    to.require(Math.max(4L, 4L * values.length));
    to.buffer().write(0, values, values.length);
  }

  /** Adds the gradient to the set's field, and the loss to those of the step. */
  void run(CudaGaussianSet set, Scratch origin, float weight) {
    if (pairs.count() == 0) {
      return;
    }
    int channels = set.layout().features();
    CUdeviceptr features =
        set.planes().buffer().at(set.planes().plane(set.layout().featureOffset()));
    int blocks = (pairs.count() + 255) / 256;
    losses.require(blocks);
    kernels.launchOver(
        "field_pair_losses",
        pairs.count(),
        256,
        features,
        set.rows(),
        origin.pointer(),
        channels,
        first.pointer(),
        second.pointer(),
        pairs.count(),
        pairs.near(),
        losses.pointer());
    losses.total(blocks, PartialSums.NEIGHBOURS);
    kernels.launchOver(
        "field_pair_gradients",
        gaussians,
        256,
        features,
        set.rows(),
        origin.pointer(),
        channels,
        ends.pointer(),
        starts.pointer(),
        partners.pointer(),
        gaussians,
        pairs.near() == 0 ? 0f : -weight / pairs.near(),
        pairs.far() == 0 ? 0f : weight / pairs.far(),
        set.requireField().gradient().buffer().pointer());
  }
}
