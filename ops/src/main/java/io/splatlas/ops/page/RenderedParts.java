package io.splatlas.ops.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splatlas.proto.v1.RenderResponse;
import io.splatlas.proto.v1.RenderedLayer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Layers of one render in one answer, so that a click always meets the ids of the picture it was
 * made on: length of the header (4 bytes, little-endian), header (JSON: iteration, and name and
 * bytes of each part), the parts one behind the other.
 */
final class RenderedParts {
  private static final String PREFIX = "RENDER_LAYER_";

  private RenderedParts() {}

  static byte[] bytes(RenderResponse rendered) {
    ObjectNode header = JsonNodeFactory.instance.objectNode();
    header.put("iteration", rendered.getIteration());
    ArrayNode parts = header.putArray("parts");
    int total = 0;
    for (RenderedLayer layer : rendered.getLayersList()) {
      String name = layer.getLayer().name().substring(PREFIX.length()).toLowerCase(Locale.ROOT);
      parts.addObject().put("layer", name).put("bytes", layer.getImage().size());
      total += layer.getImage().size();
    }
    byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer all =
        ByteBuffer.allocate(Integer.BYTES + text.length + total).order(ByteOrder.LITTLE_ENDIAN);
    all.putInt(text.length).put(text);
    rendered.getLayersList().forEach(layer -> layer.getImage().copyTo(all));
    return all.array();
  }
}
