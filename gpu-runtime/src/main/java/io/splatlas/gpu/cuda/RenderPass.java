package io.splatlas.gpu.cuda;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;

/** Renders the layers of a view and copies them to the host. */
final class RenderPass {
  /** Channels that one launch blends, CHANNELS of common.cuh. */
  private static final int CHANNELS = 8;

  private final KernelModule kernels;
  private final SplatLists lists;
  private final Frame frame;
  private final Scratch layer;

  RenderPass(DeviceHeap heap, KernelModule kernels, SplatLists lists, Frame frame) {
    this.kernels = kernels;
    this.lists = lists;
    this.frame = frame;
    layer = new Scratch(heap, "a layer of a render");
  }

  RenderedView run(CudaGaussianSet set, Camera camera, RenderOptions options) {
    int pixels = camera.width() * camera.height();
    frame.require(pixels);
    lists.build(
        set, camera, options.antialiased(), Math.min(options.shDegree(), set.layout().shDegree()));
    frame.blend(lists, camera, options.background());
    var layers = options.layers();
    float[] colour = layers.contains(Layer.COLOUR) ? new float[3 * pixels] : null;
    int[] ids = layers.contains(Layer.IDS) ? ids(set, camera) : null;
    float[] features = layers.contains(Layer.FEATURES) ? features(set, camera) : null;
    float[] depth = layers.contains(Layer.DEPTH) ? new float[pixels] : null;
    float[] alpha = layers.contains(Layer.ALPHA) ? new float[pixels] : null;
    frame.finish(pixels);
    if (colour != null) {
      frame.colour().read(0, colour, 0, colour.length);
    }
    if (depth != null) {
      frame.depth().read(0, depth, 0, pixels);
    }
    if (alpha != null) {
      frame.light().read(0, alpha, 0, pixels);
    }
    return new RenderedView(camera.width(), camera.height(), colour, depth, alpha, features, ids);
  }

  private int[] ids(CudaGaussianSet set, Camera camera) {
    int pixels = camera.width() * camera.height();
    layer.require(4L * pixels);
    kernels.launch(
        "raster_ids",
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
        frame.light().pointer(),
        frame.last().pointer(),
        camera.width(),
        camera.height(),
        set.instances().buffer().pointer(),
        layer.pointer());
    int[] ids = new int[pixels];
    layer.buffer().read(ids, pixels);
    return ids;
  }

  private float[] features(CudaGaussianSet set, Camera camera) {
    int pixels = camera.width() * camera.height();
    int all = set.layout().features();
    float[] out = new float[all * pixels];
    layer.require(4L * pixels * Math.min(all, CHANNELS));
    for (int c = 0; c < all; c += CHANNELS) {
      int channels = Math.min(CHANNELS, all - c);
      kernels.launch(
          "raster_features",
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
          set.planes().buffer().at(set.planes().plane(set.layout().featureOffset() + c)),
          set.rows(),
          channels,
          layer.pointer());
      layer.buffer().read(0, out, c * pixels, channels * pixels);
    }
    return out;
  }
}
