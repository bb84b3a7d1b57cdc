package io.splatlas.gateway.render;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.splatlas.gpu.RenderedView;
import io.splatlas.proto.v1.RenderLayer;
import io.splatlas.proto.v1.RenderedLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Compresses the layers of a render as the contract prescribes. */
final class LayerEncoder {
  private static final float MILLIMETRES = 1000f;
  private static final int LARGEST_16 = 0xffff;

  private LayerEncoder() {}

  /** All layers asked for, in their order. */
  static List<RenderedLayer> encode(RenderedView view, ViewPlan plan) {
    List<RenderedLayer> layers = new ArrayList<>();
    for (RenderLayer layer : plan.layers()) {
      layers.add(
          RenderedLayer.newBuilder()
              .setLayer(layer)
              .setImage(wrap(encode(view, layer, plan.jpegQuality())))
              .build());
    }
    return layers;
  }

  private static byte[] encode(RenderedView view, RenderLayer layer, int jpegQuality) {
    int width = view.width();
    int height = view.height();
    return switch (layer) {
      case RENDER_LAYER_COLOUR -> {
        byte[] rgb = toBytes(Objects.requireNonNull(view.colour(), "colour"));
        yield jpegQuality == 0
            ? Png.rgb8(width, height, rgb)
            : Jpeg.rgb8(width, height, rgb, jpegQuality);
      }
      case RENDER_LAYER_DEPTH ->
          Png.grey16(width, height, toMillimetres(Objects.requireNonNull(view.depth(), "depth")));
      case RENDER_LAYER_ALPHA ->
          Png.grey8(width, height, toBytes(Objects.requireNonNull(view.alpha(), "alpha")));
      case RENDER_LAYER_IDS -> Png.grey16(width, height, toIds16(ids(view)));
      case RENDER_LAYER_ID_COLOURS -> Png.rgb8(width, height, toColours(ids(view)));
      case RENDER_LAYER_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("unchecked layer " + layer);
    };
  }

  private static int[] ids(RenderedView view) {
    return Objects.requireNonNull(view.ids(), "ids");
  }

  /** 0..1 to 0..255, clamped; NaN to 0. */
  static byte[] toBytes(float[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) (int) (Math.max(0f, Math.min(1f, values[i])) * 255f + 0.5f);
    }
    return bytes;
  }

  /** Metres to millimetres, clamped to 0..65535; NaN to 0. */
  static short[] toMillimetres(float[] metres) {
    short[] depth = new short[metres.length];
    for (int i = 0; i < metres.length; i++) {
      float millimetres = Math.max(0f, Math.min(LARGEST_16, metres[i] * MILLIMETRES + 0.5f));
      depth[i] = (short) (int) millimetres;
    }
    return depth;
  }

  /** Ids beyond 65535 (unsigned) become 65535. */
  static short[] toIds16(int[] ids) {
    short[] small = new short[ids.length];
    for (int i = 0; i < ids.length; i++) {
      small[i] = (short) (Integer.compareUnsigned(ids[i], LARGEST_16) > 0 ? LARGEST_16 : ids[i]);
    }
    return small;
  }

  /** A picture has long runs of one id: its colour is worked out once a run. */
  static byte[] toColours(int[] ids) {
    byte[] rgb = new byte[3 * ids.length];
    int id = 0;
    int colour = IdColours.rgb(0);
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] != id) {
        id = ids[i];
        colour = IdColours.rgb(id);
      }
      rgb[3 * i] = (byte) (colour >> 16);
      rgb[3 * i + 1] = (byte) (colour >> 8);
      rgb[3 * i + 2] = (byte) colour;
    }
    return rgb;
  }

  /** The array is ours and never written again. */
  private static ByteString wrap(byte[] bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes);
  }
}
