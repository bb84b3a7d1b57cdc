package io.splatlas.ops.splats;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.splatlas.actors.export.SplatFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/**
 * What is new for a viewer, compressed by gzip: length of the head (4 bytes, little-endian), head
 * (JSON: epoch, version, from, iteration, revision, count, changed), then blocks of at most {@value
 * #BLOCK} Gaussians: their number (uint32), the gap of each index to the one before (uint32; the
 * first of a message counts from -1), then their records byte plane by byte plane, which compresses
 * better. A viewer can draw each block as it arrives.
 */
final class SplatMessage {
  static final int BLOCK = 8_192;

  private SplatMessage() {}

  /**
   * Writes a message.
   *
   * @param from version that the viewer has; 0 = none
   * @param epoch of the state: a viewer that knows another one has nothing
   */
  static byte[] write(SplatState state, String epoch, int from, long iteration, long revision) {
    int[] indices = state.changedAfter(from);
    byte[] head =
        JsonNodeFactory.instance
            .objectNode()
            .put("epoch", epoch)
            .put("version", state.version())
            .put("from", from)
            .put("iteration", iteration)
            .put("revision", revision)
            .put("count", state.count())
            .put("changed", indices.length)
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out, 1 << 16)) {
      gzip.write(
          ByteBuffer.allocate(Integer.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(head.length)
              .array());
      gzip.write(head);
      int before = -1;
      for (int start = 0; start < indices.length; start += BLOCK) {
        int end = Math.min(indices.length, start + BLOCK);
        gzip.write(block(state, indices, start, end, before));
        before = indices[end - 1];
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("memory cannot be written to", impossible);
    }
    return out.toByteArray();
  }

  private static byte[] block(SplatState state, int[] indices, int start, int end, int before) {
    int size = end - start;
    byte[] bytes = new byte[Integer.BYTES + size * (Integer.BYTES + SplatFile.STRIDE)];
    ByteBuffer block = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    block.putInt(size);
    int last = before;
    for (int i = start; i < end; i++) {
      block.putInt(indices[i] - last);
      last = indices[i];
    }
    for (int plane = 0; plane < SplatFile.STRIDE; plane++) {
      for (int i = start; i < end; i++) {
        block.put(state.told(indices[i], plane));
      }
    }
    return bytes;
  }
}
