package io.splatlas.gpu.cuda;

import io.splatlas.gpu.Camera;
import jcuda.driver.CUdeviceptr;

/** Closed-form lifting of one view: sums per entry, then per Gaussian, then their quotient. */
final class LiftPass {
  /** Channels of one launch, CHANNELS of common.cuh. */
  private static final int CHANNELS = 8;

  private final KernelModule kernels;
  private final SplatLists lists;
  private final Scratch collected;

  LiftPass(KernelModule kernels, SplatLists lists, Scratch collected) {
    this.kernels = kernels;
    this.lists = lists;
    this.collected = collected;
  }

  /** Makes room for what does not depend on where the Gaussians are. */
  void require(CudaGaussianSet set, int count, Camera camera) {
    set.requireLifting();
    lists.require(count, camera);
    requireSlots();
  }

  /**
   * Enqueues the lifting of a view; the host does not wait for it.
   *
   * @param count Gaussians there are then
   * @param map what is lifted, on the device
   * @param fresh whether steps before that had no room are forgotten; else nothing is lifted after
   *     such a step
   */
  void enqueue(CudaGaussianSet set, int count, Camera camera, Image map, boolean fresh) {
    require(set, count, camera);
    lists.enqueue(set, camera, false, 0, fresh);
    CudaGaussianSet.Lifting lifting = set.requireLifting();
    accumulate(set, count, camera, map, lifting.sums().buffer(), lifting.weights().buffer());
    divide(set, count);
  }

  /** A planar image on the device. */
  record Image(DeviceBuffer values, int width, int height, int channels) {}

  /**
   * Adds the values of the pixels of a view, weighted as they are blended, to sums of its
   * Gaussians; the lists of the view must have been built.
   *
   * @param sums a plane a channel
   * @param weights receives the sums of weights
   */
  void accumulate(
      CudaGaussianSet set,
      int count,
      Camera camera,
      Image image,
      DeviceBuffer sums,
      DeviceBuffer weights) {
    requireSlots();
    for (int first = 0; first <= image.channels(); first += CHANNELS) {
      accumulate(set, count, camera, image, first, sums, weights);
    }
  }

  private void requireSlots() {
    collected.require(4L * CHANNELS * lists.room());
  }

  private void accumulate(
      CudaGaussianSet set,
      int count,
      Camera camera,
      Image image,
      int first,
      DeviceBuffer sums,
      DeviceBuffer weights) {
    kernels.launchOver(
        "clear_slots",
        CHANNELS / 4 * (long) lists.room(),
        256,
        collected.pointer(),
        CHANNELS,
        lists.tally());
    kernels.launch(
        "lift_channels",
        lists.columns(),
        lists.lines(),
        1,
        256,
        lists.starts(),
        lists.ends(),
        lists.slots().pointer(),
        lists.owners().pointer(),
        lists.splatA().pointer(),
        lists.splatB().pointer(),
        camera.width(),
        camera.height(),
        image.values().pointer(),
        image.width(),
        image.height(),
        first,
        image.channels(),
        collected.pointer());
    kernels.launchOver(
        "gather_lifted",
        32L * count,
        256,
        lists.order().pointer(),
        lists.offsets().pointer(),
        count,
        collected.pointer(),
        lists.tally(),
        set.rows(),
        first,
        image.channels(),
        sums.pointer(),
        weights.pointer());
  }

  /** Makes features of sums and weights. */
  private void divide(CudaGaussianSet set, int count) {
    if (count > 0 && set.layout().features() > 0) {
      CudaGaussianSet.Lifting lifting = set.requireLifting();
      kernels.launch(
          "divide_lifted",
          (count + 255) / 256,
          set.layout().features(),
          1,
          256,
          lifting.sums().buffer().pointer(),
          lifting.weights().buffer().pointer(),
          set.rows(),
          count,
          lists.tally(),
          features(set));
    }
  }

  /** Makes the sums from features and weights: what a snapshot was made from. */
  void restore(CudaGaussianSet set) {
    if (set.count() > 0 && set.layout().features() > 0) {
      CudaGaussianSet.Lifting lifting = set.requireLifting();
      kernels.launch(
          "restore_lifted",
          (set.count() + 255) / 256,
          set.layout().features(),
          1,
          256,
          features(set),
          lifting.weights().buffer().pointer(),
          set.rows(),
          set.count(),
          lifting.sums().buffer().pointer());
    }
  }

  private static CUdeviceptr features(CudaGaussianSet set) {
    return set.planes().buffer().at(set.planes().plane(set.layout().featureOffset()));
  }
}
