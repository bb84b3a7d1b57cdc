package io.splatlas.ops.page;

import io.splatlas.ops.client.Views;
import io.splatlas.proto.v1.Intrinsics;
import io.splatlas.proto.v1.RenderLayer;
import io.splatlas.proto.v1.View;
import io.splatlas.proto.v1.Viewpoint;
import org.jspecify.annotations.Nullable;

/**
 * A view to render, from a query: {@code pose} (16 numbers, camera to world, row by row, OpenCV
 * axes), {@code size} (width, height), {@code lens} (fx, fy, cx, cy), {@code layers} and {@code
 * quality} of the JPEG. What the numbers may be is the gateway's to say, save for the size: a page
 * has no use for more than two million pixels.
 */
final class ViewQuery {
  private static final int PIXELS = 2_000_000;
  private static final int QUALITY = 85;

  private ViewQuery() {}

  static View view(Query query) {
    double[] size = query.numbers("size", 2);
    double[] lens = query.numbers("lens", 4);
    if (!(size[0] >= 1 && size[1] >= 1 && size[0] * size[1] <= PIXELS)) {
      throw new HttpProblem(400, "size must be 1 to " + PIXELS + " pixels");
    }
    View.Builder view =
        View.newBuilder()
            .setPose(Views.pose(query.numbers("pose", 16)))
            .setIntrinsics(
                Intrinsics.newBuilder()
                    .setWidth((int) size[0])
                    .setHeight((int) size[1])
                    .setFx(lens[0])
                    .setFy(lens[1])
                    .setCx(lens[2])
                    .setCy(lens[3]))
            .setJpegQuality(query.integer("quality", 1, 100, QUALITY));
    for (String layer : query.words("layers")) {
      view.addLayers(layer(layer));
    }
    return view.build();
  }

  /** The same without layers, null when the query has no pose. */
  static @Nullable Viewpoint viewpoint(Query query) {
    if (query.text("pose").isEmpty()) {
      return null;
    }
    View view = view(query);
    return Viewpoint.newBuilder()
        .setPose(view.getPose())
        .setIntrinsics(view.getIntrinsics())
        .build();
  }

  private static RenderLayer layer(String name) {
    return switch (name) {
      case "colour" -> RenderLayer.RENDER_LAYER_COLOUR;
      case "depth" -> RenderLayer.RENDER_LAYER_DEPTH;
      case "ids" -> RenderLayer.RENDER_LAYER_IDS;
      default -> throw new HttpProblem(400, "layers are colour, depth and ids, not '" + name + "'");
    };
  }
}
