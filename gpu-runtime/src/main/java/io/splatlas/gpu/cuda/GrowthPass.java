package io.splatlas.gpu.cuda;

import io.splatlas.gpu.GrowthOptions;
import io.splatlas.gpu.host.GrowthRule;
import jcuda.driver.CUdeviceptr;
import org.jspecify.annotations.Nullable;

/**
 * A growth step: rows are rated, births draw their sources by {@link GrowthRule}, and Gaussians are
 * copied, split and moved, all on the device. The host knows only how many there are afterwards;
 * who was born of whom it reads later.
 */
final class GrowthPass {
  /** Bytes of the structure {@code Draw} of draw.cuh. */
  private static final int DRAW_BYTES = 16;

  private final KernelModule kernels;
  private final Sorter sorter;
  private final Scratch draw;
  private final Scratch rooms;
  private final Scratch births;
  private final Scratch sources;
  private final Scratch numbers;
  private final Scratch wants;
  private final Scratch weights;
  private final Scratch drawn;
  private Scratch pending;
  private Scratch next;

  GrowthPass(DeviceHeap heap, KernelModule kernels) {
    this.kernels = kernels;
    sorter = new Sorter(heap, kernels);
    String what = "a growth step";
    draw = new Scratch(heap, what);
    rooms = new Scratch(heap, what);
    births = new Scratch(heap, what);
    sources = new Scratch(heap, what);
    numbers = new Scratch(heap, what);
    wants = new Scratch(heap, what);
    weights = new Scratch(heap, what);
    drawn = new Scratch(heap, what);
    pending = new Scratch(heap, what);
    next = new Scratch(heap, what);
  }

  /** Takes all that a step needs of a set that has so many Gaussians and shall have target. */
  void require(CudaGaussianSet set, int before, int target) {
    set.requireTraining();
    set.requireRows(target);
    draw.require(DRAW_BYTES);
    rooms.require(4L * before);
    births.require(4L * before);
    sources.require(4L * target);
    numbers.require(4L * target);
    wants.require(4L * (target + 1L));
    weights.require(8L * (before + 1L));
    drawn.require(4L * target);
    pending.require(4L * target);
    next.require(4L * target);
    sorter.requireScan(target + 1, 1);
    sorter.requireScan(before + 1, 2);
  }

  /**
   * Enqueues a step; the host does not wait for it.
   *
   * @param tally of the training steps before, see {@link SplatLists#tally}
   * @param result where the device copies the source of every row, -1 for none
   * @param at where in it
   */
  void enqueue(
      CudaGaussianSet set,
      int before,
      int target,
      GrowthOptions options,
      CUdeviceptr tally,
      PinnedMemory result,
      long at) {
    require(set, before, target);
    CudaGaussianSet.Training training = set.requireTraining();
    draw.buffer().clear();
    layUnborn(set, before, target);
    rate(set, training, before, target, options, tally);
    list(null, target);
    for (int round = 0; round < GrowthRule.ROUNDS; round++) {
      draw(set, training, before, target, options.seed(), round);
      if (round + 1 < GrowthRule.ROUNDS) {
        list(pending, target);
      }
    }
    bear(set, training, before, target);
    if (options.positionNoise() > 0) {
      kernels.launchOver(
          "explore",
          target,
          256,
          set.planes().buffer().pointer(),
          set.rows(),
          target,
          options.positionNoise(),
          options.seed(),
          tally);
    }
    kernels.launchOver(
        "forget_statistics",
        target,
        256,
        training.errors().buffer().pointer(),
        training.seen().buffer().pointer(),
        target,
        tally);
    sources.buffer().copyTo(result, at, 4L * target);
  }

  private void layUnborn(CudaGaussianSet set, int before, int target) {
    kernels.launchOver(
        "lay_unborn",
        target - before,
        256,
        set.planes().buffer().pointer(),
        set.rows(),
        before,
        target - before,
        set.layout().planes());
  }

  private void rate(
      CudaGaussianSet set,
      CudaGaussianSet.Training training,
      int before,
      int target,
      GrowthOptions options,
      CUdeviceptr tally) {
    kernels.launchOver(
        "rate_rows",
        target + 1L,
        256,
        set.planes().buffer().pointer(),
        set.rows(),
        before,
        target,
        set.layout().featureOffset(),
        training.errors().buffer().pointer(),
        GrowthRule.deadBelow(options.opacityFloor()),
        GrowthRule.limits(options.opacityFloor()),
        tally,
        draw.pointer(),
        rooms.pointer(),
        births.pointer(),
        sources.pointer(),
        numbers.pointer(),
        wants.pointer());
  }

  /** Lists the births that want a source, of those of a list or of all rows. */
  private void list(@Nullable Scratch from, int target) {
    sorter.scan(wants.buffer(), target + 1);
    kernels.launchOver(
        "list_pending",
        target + 1L,
        256,
        wants.pointer(),
        from == null ? new CUdeviceptr() : from.pointer(),
        target,
        next.pointer(),
        draw.pointer());
    Scratch listed = next;
    next = pending;
    pending = listed;
  }

  private void draw(
      CudaGaussianSet set,
      CudaGaussianSet.Training training,
      int before,
      int target,
      long seed,
      int round) {
    kernels.launchOver(
        "weigh_rows",
        before + 1L,
        256,
        set.planes().buffer().pointer(),
        set.rows(),
        before,
        training.errors().buffer().pointer(),
        draw.pointer(),
        rooms.pointer(),
        births.pointer(),
        weights.pointer());
    sorter.scanWide(weights.buffer(), before + 1);
    kernels.launchOver(
        "draw_rows",
        target,
        256,
        weights.pointer(),
        before,
        draw.pointer(),
        seed,
        round,
        drawn.pointer());
    kernels.launchOver(
        "accept_births",
        target + 1L,
        256,
        drawn.pointer(),
        pending.pointer(),
        draw.pointer(),
        rooms.pointer(),
        births.pointer(),
        target,
        sources.pointer(),
        numbers.pointer(),
        wants.pointer());
    kernels.launchOver(
        "count_births",
        target,
        256,
        drawn.pointer(),
        draw.pointer(),
        rooms.pointer(),
        births.pointer());
  }

  private void bear(
      CudaGaussianSet set, CudaGaussianSet.Training training, int before, int target) {
    CudaGaussianSet.Lifting lifting = set.liftingOrNull();
    CUdeviceptr sums = lifting == null ? new CUdeviceptr() : lifting.sums().buffer().pointer();
    CUdeviceptr lifted = lifting == null ? new CUdeviceptr() : lifting.weights().buffer().pointer();
    kernels.launchOver(
        "bear",
        target,
        128,
        set.planes().buffer().pointer(),
        training.first().buffer().pointer(),
        training.second().buffer().pointer(),
        training.steps().buffer().pointer(),
        set.instances().buffer().pointer(),
        sums,
        lifted,
        set.rows(),
        set.layout().featureOffset(),
        set.layout().planes(),
        sources.pointer(),
        numbers.pointer(),
        births.pointer(),
        target);
    kernels.launchOver(
        "share_out",
        before,
        128,
        set.planes().buffer().pointer(),
        training.first().buffer().pointer(),
        training.second().buffer().pointer(),
        training.steps().buffer().pointer(),
        set.instances().buffer().pointer(),
        sums,
        lifted,
        set.rows(),
        set.layout().featureOffset(),
        set.layout().planes(),
        births.pointer(),
        before);
  }
}
