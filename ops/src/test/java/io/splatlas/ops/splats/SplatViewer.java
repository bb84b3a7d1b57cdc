package io.splatlas.ops.splats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.splatlas.actors.export.SplatFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Reads messages as the page does. */
final class SplatViewer {
  private byte[] records = new byte[0];
  private JsonNode head = new ObjectMapper().createObjectNode();

  void take(byte[] message) {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(message))) {
      ByteBuffer in = ByteBuffer.wrap(gzip.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      byte[] text = new byte[in.getInt()];
      in.get(text);
      head = new ObjectMapper().readTree(text);
      if (head.get("from").asInt() == 0) {
        records = new byte[0];
      }
      records = Arrays.copyOf(records, head.get("count").asInt() * SplatFile.STRIDE);
      int last = -1;
      while (in.hasRemaining()) {
        last = block(in, last);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private int block(ByteBuffer in, int before) {
    int[] indices = new int[in.getInt()];
    int last = before;
    for (int i = 0; i < indices.length; i++) {
      last += in.getInt();
      indices[i] = last;
    }
    for (int plane = 0; plane < SplatFile.STRIDE; plane++) {
      for (int index : indices) {
        records[index * SplatFile.STRIDE + plane] = in.get();
      }
    }
    return last;
  }

  byte[] records() {
    return records;
  }

  int version() {
    return head.get("version").asInt();
  }

  String epoch() {
    return head.get("epoch").asText();
  }

  int lastChanged() {
    return head.get("changed").asInt();
  }
}
