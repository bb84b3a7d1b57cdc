package io.splatlas.gpu.cuda;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.FeatureMap;

/** Closed-form lifting of one view: sums per entry, then per Gaussian, then their quotient. */
final class LiftPass {
  /** Channels of one launch, CHANNELS of common.cuh. */
  private static final int CHANNELS = 8;

  private final KernelModule kernels;
  private final SplatLists lists;
  private final Scratch collected;
  private final Scratch map;

  LiftPass(DeviceHeap heap, KernelModule kernels, SplatLists lists, Scratch collected) {
    this.kernels = kernels;
    this.lists = lists;
    this.collected = collected;
    map = new Scratch(heap, "a feature map");
  }

  void run(CudaGaussianSet set, Camera camera, FeatureMap features) {
    map.require(4L * features.values().length);
    lists.build(set, camera, false, 0);
    collected.require(4L * CHANNELS * lists.room());
    // Everything that can fail for want of memory is behind us: the sums change all or nothing.
    map.buffer().write(0, features.values(), features.values().length);
    CudaGaussianSet.Lifting lifting = set.requireLifting();
    Image image = new Image(map.buffer(), features.width(), features.height(), features.channels());
    accumulate(set, camera, image, lifting.sums().buffer(), lifting.weights().buffer());
    divide(set);
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
      CudaGaussianSet set, Camera camera, Image image, DeviceBuffer sums, DeviceBuffer weights) {
    collected.require(4L * CHANNELS * lists.room());
    for (int first = 0; first <= image.channels(); first += CHANNELS) {
      accumulate(set, camera, image, first, sums, weights);
    }
  }

  private void accumulate(
      CudaGaussianSet set,
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
        32L * set.count(),
        256,
        lists.order().pointer(),
        lists.offsets().pointer(),
        set.count(),
        collected.pointer(),
        set.rows(),
        first,
        image.channels(),
        sums.pointer(),
        weights.pointer());
  }

  private void divide(CudaGaussianSet set) {
    overFeatures(set, "divide_lifted");
  }

  /** Makes the sums from features and weights: what a snapshot was made from. */
  void restore(CudaGaussianSet set) {
    overFeatures(set, "restore_lifted");
  }

  private void overFeatures(CudaGaussianSet set, String kernel) {
    CudaGaussianSet.Lifting lifting = set.requireLifting();
    if (set.count() == 0 || set.layout().features() == 0) {
      return;
    }
    boolean divide = kernel.equals("divide_lifted");
    var features = set.planes().buffer().at(set.planes().plane(set.layout().featureOffset()));
    var sums = lifting.sums().buffer().pointer();
    kernels.launch(
        kernel,
        (set.count() + 255) / 256,
        set.layout().features(),
        1,
        256,
        divide ? sums : features,
        lifting.weights().buffer().pointer(),
        set.rows(),
        set.count(),
        divide ? features : sums);
  }
}
