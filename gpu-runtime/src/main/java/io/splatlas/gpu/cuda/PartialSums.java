package io.splatlas.gpu.cuda;

import jcuda.driver.CUdeviceptr;

/**
 * Losses of refinement: a launch leaves a sum per block, which is added up on the device in double
 * precision and a fixed order. The host reads all losses of a call at its end.
 */
final class PartialSums {
  // Losses of a step, in their order.
  static final int PIXEL = 0;
  static final int INSTANCE = 1;
  static final int CONTRAST = 2;
  static final int NEIGHBOURS = 3;
  private static final int LOSSES = 4;

  private final KernelModule kernels;
  private final Scratch sums;
  private final Scratch losses;
  private int steps;
  private int step;

  PartialSums(DeviceHeap heap, KernelModule kernels) {
    this.kernels = kernels;
    sums = new Scratch(heap, "sums of a refinement step");
    losses = new Scratch(heap, "losses of a refinement");
  }

  /** Makes room for the losses of so many steps, all 0, and begins with the first. */
  void begin(int wanted) {
    steps = wanted;
    step = 0;
    losses.require(8L * LOSSES * Math.max(1, steps)).buffer().clear();
  }

  /** What comes now belongs to the next step. */
  void nextStep() {
    step++;
  }

  void require(int blocks) {
    sums.require(Math.max(4L, 4L * blocks));
  }

  /** Where a launch leaves its sums, a float a block. */
  CUdeviceptr pointer() {
    return sums.pointer();
  }

  /**
   * Adds them up as a loss of this step.
   *
   * @param loss which
   */
  void total(int blocks, int loss) {
    long at = (long) LOSSES * step + loss;
    kernels.launch(
        "sum_columns", 1, 1, 1, 256, sums.pointer(), blocks, 1, losses.buffer().at(2 * at));
  }

  /** The losses of all steps, by their numbers: waits for them. */
  double[][] read() {
    double[] all = new double[LOSSES * steps];
    losses.buffer().read(all);
    double[][] out = new double[steps][LOSSES];
    for (int k = 0; k < all.length; k++) {
      out[k / LOSSES][k % LOSSES] = all[k];
    }
    return out;
  }
}
