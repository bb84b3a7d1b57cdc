package io.splatlas.gpu.cuda;

import io.splatlas.gpu.Camera;

/** Images of one view on the device, and the forward pass that fills them. */
final class Frame {
  private final KernelModule kernels;
  private final Scratch colour;
  private final Scratch depthSum;
  private final Scratch alphaSum;
  private final Scratch light;
  private final Scratch last;

  Frame(DeviceHeap heap, KernelModule kernels) {
    this.kernels = kernels;
    String what = "the images of a view";
    colour = new Scratch(heap, what);
    depthSum = new Scratch(heap, what);
    alphaSum = new Scratch(heap, what);
    light = new Scratch(heap, what);
    last = new Scratch(heap, what);
  }

  /** Makes room for an image. */
  void require(long pixels) {
    colour.require(12 * pixels);
    depthSum.require(4 * pixels);
    alphaSum.require(4 * pixels);
    light.require(4 * pixels);
    last.require(4 * pixels);
  }

  /** Interleaved, over the background. */
  DeviceBuffer colour() {
    return colour.buffer();
  }

  /** sum w z; after {@link #finish} the expected depth. */
  DeviceBuffer depth() {
    return depthSum.buffer();
  }

  /** sum w. */
  DeviceBuffer alpha() {
    return alphaSum.buffer();
  }

  /** What is left for the background; after {@link #finish} the accumulated alpha. */
  DeviceBuffer light() {
    return light.buffer();
  }

  /** The place behind the last entry that a pixel blended. */
  DeviceBuffer last() {
    return last.buffer();
  }

  /** Blends all splats of the lists. */
  void blend(SplatLists lists, Camera camera, float[] background) {
    kernels.launch(
        "raster_forward",
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
        lists.splatC().pointer(),
        camera.width(),
        camera.height(),
        background[0],
        background[1],
        background[2],
        colour.pointer(),
        depthSum.pointer(),
        alphaSum.pointer(),
        light.pointer(),
        last.pointer());
  }

  /** Turns the sums into layers. */
  void finish(int pixels) {
    kernels.launchOver(
        "finish_layers",
        pixels,
        256,
        depthSum.pointer(),
        alphaSum.pointer(),
        light.pointer(),
        pixels);
  }
}
