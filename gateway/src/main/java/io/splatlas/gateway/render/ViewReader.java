package io.splatlas.gateway.render;

import io.splatlas.actors.geometry.Poses;
import io.splatlas.gateway.convert.CameraPoses;
import io.splatlas.gateway.convert.Cameras;
import io.splatlas.gateway.status.Violations;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.proto.v1.Colour;
import io.splatlas.proto.v1.Intrinsics;
import io.splatlas.proto.v1.RenderLayer;
import io.splatlas.proto.v1.View;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Checks views and turns them into what a device renders. */
final class ViewReader {
  /** Longest side of a render, pixels. */
  static final int LARGEST = 4096;

  /** Clamped to the scene's own degree by the device. */
  private static final int SH_DEGREE = 3;

  private ViewReader() {}

  /**
   * Notes all that is wrong with a view that is required.
   *
   * @param present whether the request holds a view
   */
  static void check(boolean present, View view, Violations violations) {
    if (!present) {
      violations.add("view", "is required");
      return;
    }
    if (view.hasPose()) {
      CameraPoses.check(view.getPose(), "view.pose", violations);
    } else {
      violations.add("view.pose", "is required");
    }
    if (view.hasIntrinsics()) {
      Cameras.check(view.getIntrinsics(), "view.intrinsics", LARGEST, violations);
      violations.require(
          !view.getIntrinsics().hasDistortion(),
          "view.intrinsics.distortion",
          "must be absent: renders have no lens distortion");
    } else {
      violations.add("view.intrinsics", "is required");
    }
    checkLayers(view.getLayersList(), violations);
    violations.require(
        view.getJpegQuality() >= 0 && view.getJpegQuality() <= 100,
        "view.jpeg_quality",
        "must be 0 to 100, got " + Integer.toUnsignedString(view.getJpegQuality()));
    checkBackground(view.getBackground(), violations);
  }

  /** A view that {@link #check} found nothing wrong with. */
  static ViewPlan plan(View view) {
    Intrinsics lens = view.getIntrinsics();
    Colour background = view.getBackground();
    Set<Layer> layers = EnumSet.noneOf(Layer.class);
    for (RenderLayer layer : view.getLayersList()) {
      layers.add(toDeviceLayer(layer));
    }
    return new ViewPlan(
        Camera.fromCameraToWorld(
            lens.getWidth(),
            lens.getHeight(),
            lens.getFx(),
            lens.getFy(),
            lens.getCx(),
            lens.getCy(),
            Poses.orthonormalised(CameraPoses.matrix(view.getPose()))),
        new RenderOptions(
            layers,
            SH_DEGREE,
            false,
            new float[] {background.getRed(), background.getGreen(), background.getBlue()}),
        view.getLayersList(),
        view.getJpegQuality());
  }

  private static void checkLayers(List<RenderLayer> layers, Violations violations) {
    violations.require(!layers.isEmpty(), "view.layers", "must name at least one layer");
    Set<RenderLayer> seen = EnumSet.noneOf(RenderLayer.class);
    for (int i = 0; i < layers.size(); i++) {
      RenderLayer layer = layers.get(i);
      String field = "view.layers[" + i + "]";
      if (layer == RenderLayer.RENDER_LAYER_UNSPECIFIED || layer == RenderLayer.UNRECOGNIZED) {
        violations.add(field, "is not a layer of this version");
      } else if (!seen.add(layer)) {
        violations.add(field, layer + " is asked for twice");
      }
    }
  }

  private static void checkBackground(Colour colour, Violations violations) {
    checkChannel(colour.getRed(), "red", violations);
    checkChannel(colour.getGreen(), "green", violations);
    checkChannel(colour.getBlue(), "blue", violations);
  }

  private static void checkChannel(float value, String name, Violations violations) {
    violations.require(
        value >= 0 && value <= 1, "view.background." + name, "must be 0 to 1, got " + value);
  }

  private static Layer toDeviceLayer(RenderLayer layer) {
    return switch (layer) {
      case RENDER_LAYER_COLOUR -> Layer.COLOUR;
      case RENDER_LAYER_DEPTH -> Layer.DEPTH;
      case RENDER_LAYER_ALPHA -> Layer.ALPHA;
      case RENDER_LAYER_IDS, RENDER_LAYER_ID_COLOURS -> Layer.IDS;
      case RENDER_LAYER_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("unchecked layer " + layer);
    };
  }
}
