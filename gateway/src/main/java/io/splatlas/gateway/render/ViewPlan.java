package io.splatlas.gateway.render;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.proto.v1.RenderLayer;
import java.util.List;

/**
 * A view that was checked.
 *
 * @param camera where to look from
 * @param options what the device renders
 * @param layers what the client asked for, in its order
 * @param jpegQuality of the colour layer, 1..100; 0 = PNG
 */
record ViewPlan(Camera camera, RenderOptions options, List<RenderLayer> layers, int jpegQuality) {
  ViewPlan {
    layers = List.copyOf(layers);
  }

  /** Pixels of the view. */
  long pixels() {
    return (long) camera.width() * camera.height();
  }
}
