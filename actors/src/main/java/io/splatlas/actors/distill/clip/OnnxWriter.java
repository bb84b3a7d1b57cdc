package io.splatlas.actors.distill.clip;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts an ONNX model together, operator by operator, and writes it as a file. Weights are asked for
 * one at a time while it is written, so that only one is in memory.
 */
final class OnnxWriter {
  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  /** Intermediate representation 8, operators of set 17: what has LayerNormalization. */
  private static final int IR = 8;

  private static final int OPERATORS = 17;

  /** Where the values of a weight come from. */
  interface Source {
    /** The values, row by row; may read a disk. */
    float[] values() throws IOException;
  }

  private record Weight(String name, int type, long[] shape, long bytes, Content content) {}

  private interface Content {
    byte[] bytes() throws IOException;
  }

  private final List<Wire.Message> nodes = new ArrayList<>();
  private final List<Weight> weights = new ArrayList<>();
  private final List<Wire.Message> inputs = new ArrayList<>();
  private final List<Wire.Message> outputs = new ArrayList<>();
  private int results;

  /** Declares an input of 32-bit floats. */
  String floats(String name, long... shape) {
    inputs.add(valueInfo(name, FLOAT, shape));
    return name;
  }

  /** Declares an input of 64-bit integers. */
  String integers(String name, long... shape) {
    inputs.add(valueInfo(name, INT64, shape));
    return name;
  }

  /** Makes a result an output under a name of its own. */
  void output(String name, String result, long... shape) {
    nodes.add(node("Identity", List.of(result), name, List.of()));
    outputs.add(valueInfo(name, FLOAT, shape));
  }

  /** A weight. */
  String weight(String name, long[] shape, Source source) {
    long count = 1;
    for (long side : shape) {
      count *= side;
    }
    long expected = count;
    weights.add(
        new Weight(
            name, FLOAT, shape.clone(), 4 * count, () -> packed(name, expected, source.values())));
    return name;
  }

  private static byte[] packed(String name, long expected, float[] values) throws IOException {
    if (values.length != expected) {
      throw new IOException("%s has %d values, not %d".formatted(name, values.length, expected));
    }
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(FloatBuffer.wrap(values));
    return bytes.array();
  }

  /** A constant of integers: a vector, or a scalar where {@code scalar} says so. */
  String constant(boolean scalar, long... values) {
    String name = "constant" + results++;
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(LongBuffer.wrap(values));
    long[] shape = scalar ? new long[0] : new long[] {values.length};
    weights.add(new Weight(name, INT64, shape, bytes.capacity(), bytes::array));
    return name;
  }

  /** A constant of one float. */
  String constant(float value) {
    String name = "constant" + results++;
    return weight(name, new long[0], () -> new float[] {value});
  }

  /** Adds an operator; answers the name of its result. */
  String op(String type, List<Wire.Message> attributes, String... operands) {
    String result = type + results++;
    nodes.add(node(type, List.of(operands), result, attributes));
    return result;
  }

  /** The same without attributes. */
  String op(String type, String... operands) {
    return op(type, List.of(), operands);
  }

  /** An attribute of one integer. */
  static Wire.Message attribute(String name, long value) {
    return new Wire.Message().text(1, name).number(3, value).number(20, 2);
  }

  /** An attribute of one float. */
  static Wire.Message attribute(String name, float value) {
    return new Wire.Message().text(1, name).fixed(2, Float.floatToIntBits(value)).number(20, 1);
  }

  /** An attribute of several integers. */
  static Wire.Message attribute(String name, long... values) {
    Wire.Message message = new Wire.Message().text(1, name);
    for (long value : values) {
      message.number(8, value);
    }
    return message.number(20, 7);
  }

  private static Wire.Message node(
      String type, List<String> operands, String result, List<Wire.Message> attributes) {
    Wire.Message node = new Wire.Message();
    operands.forEach(operand -> node.text(1, operand));
    node.text(2, result).text(3, result).text(4, type);
    attributes.forEach(attribute -> node.message(5, attribute));
    return node;
  }

  private static Wire.Message valueInfo(String name, int type, long... shape) {
    Wire.Message sides = new Wire.Message();
    for (long side : shape) {
      sides.message(1, new Wire.Message().number(1, side));
    }
    Wire.Message tensor = new Wire.Message().number(1, type).message(2, sides);
    return new Wire.Message().text(1, name).message(2, new Wire.Message().message(1, tensor));
  }

  /** Writes the model. */
  void write(Path file) throws IOException {
    Wire.Message graph = new Wire.Message();
    nodes.forEach(node -> graph.message(1, node));
    graph.text(2, "clip");
    inputs.forEach(input -> graph.message(11, input));
    outputs.forEach(output -> graph.message(12, output));
    byte[] known = graph.toBytes();
    long length = known.length;
    List<byte[]> heads = new ArrayList<>();
    for (Weight weight : weights) {
      byte[] head = head(weight);
      heads.add(head);
      length += head.length + weight.bytes();
    }
    byte[] model =
        new Wire.Message()
            .number(1, IR)
            .message(8, new Wire.Message().text(1, "").number(2, OPERATORS))
            .announce(7, length)
            .toBytes();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      out.write(model);
      out.write(known);
      for (int i = 0; i < heads.size(); i++) {
        out.write(heads.get(i));
        out.write(weights.get(i).content().bytes());
      }
    }
  }

  /** All of an initializer but its values, which are last. */
  private static byte[] head(Weight weight) {
    Wire.Message tensor = new Wire.Message();
    for (long side : weight.shape()) {
      tensor.number(1, side);
    }
    byte[] inner =
        tensor
            .number(2, weight.type())
            .text(8, weight.name())
            .announce(9, weight.bytes())
            .toBytes();
    byte[] outer = new Wire.Message().announce(5, inner.length + weight.bytes()).toBytes();
    byte[] head = new byte[outer.length + inner.length];
    System.arraycopy(outer, 0, head, 0, outer.length);
    System.arraycopy(inner, 0, head, outer.length, inner.length);
    return head;
  }
}
