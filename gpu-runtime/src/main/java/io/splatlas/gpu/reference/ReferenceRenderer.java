package io.splatlas.gpu.reference;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import io.splatlas.gpu.host.HostGaussianSet;
import io.splatlas.gpu.reference.SplatList.Splat;
import org.jspecify.annotations.Nullable;

/** Fills the layers of a render. */
final class ReferenceRenderer {
  private final HostGaussianSet set;
  private final int width;
  private final int height;
  private final float[] background;
  private final float @Nullable [] colour;
  private final float @Nullable [] depth;
  private final float @Nullable [] alpha;
  private final float @Nullable [] features;
  private final int @Nullable [] ids;
  private final DominantInstance dominant = new DominantInstance();

  private ReferenceRenderer(HostGaussianSet set, Camera camera, RenderOptions options) {
    this.set = set;
    width = camera.width();
    height = camera.height();
    background = options.background();
    int pixels = width * height;
    colour = options.layers().contains(Layer.COLOUR) ? new float[3 * pixels] : null;
    depth = options.layers().contains(Layer.DEPTH) ? new float[pixels] : null;
    alpha = options.layers().contains(Layer.ALPHA) ? new float[pixels] : null;
    features =
        options.layers().contains(Layer.FEATURES)
            ? new float[set.layout().features() * pixels]
            : null;
    ids = options.layers().contains(Layer.IDS) ? new int[pixels] : null;
  }

  static RenderedView render(HostGaussianSet set, Camera camera, RenderOptions options) {
    Splat[] splats = SplatList.of(set, camera, options.antialiased(), options.shDegree());
    ReferenceRenderer r = new ReferenceRenderer(set, camera, options);
    PixelBlend.forEachPixel(splats, r.width, r.height, r::visit);
    return new RenderedView(r.width, r.height, r.colour, r.depth, r.alpha, r.features, r.ids);
  }

  private void visit(int x, int y, PixelBlend pixel) {
    int at = y * width + x;
    if (colour != null) {
      blendColour(pixel, colour, 3 * at);
    }
    if (depth != null) {
      depth[at] = expectedDepth(pixel);
    }
    if (alpha != null) {
      alpha[at] = (float) (1 - pixel.background());
    }
    if (features != null) {
      blendFeatures(pixel, features, at);
    }
    if (ids != null) {
      ids[at] = dominant.of(pixel, set.instances());
    }
  }

  private void blendColour(PixelBlend pixel, float[] out, int at) {
    double red = pixel.background() * background[0];
    double green = pixel.background() * background[1];
    double blue = pixel.background() * background[2];
    for (int k = 0; k < pixel.count(); k++) {
      double w = pixel.weight(k);
      red += w * pixel.splat(k).red();
      green += w * pixel.splat(k).green();
      blue += w * pixel.splat(k).blue();
    }
    out[at] = (float) red;
    out[at + 1] = (float) green;
    out[at + 2] = (float) blue;
  }

  private static float expectedDepth(PixelBlend pixel) {
    double sum = 0;
    double weights = 0;
    for (int k = 0; k < pixel.count(); k++) {
      sum += pixel.weight(k) * pixel.splat(k).z();
      weights += pixel.weight(k);
    }
    return weights > 0 ? (float) (sum / weights) : 0;
  }

  private void blendFeatures(PixelBlend pixel, float[] out, int at) {
    for (int c = 0; c < set.layout().features(); c++) {
      float[] plane = set.planes()[set.layout().featureOffset() + c];
      double sum = 0;
      for (int k = 0; k < pixel.count(); k++) {
        sum += pixel.weight(k) * plane[pixel.splat(k).gaussian()];
      }
      out[c * width * height + at] = (float) sum;
    }
  }
}
