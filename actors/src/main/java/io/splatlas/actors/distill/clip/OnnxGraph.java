package io.splatlas.actors.distill.clip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The nodes of an ONNX file and how they hang together; weights stay where they are. Field numbers
 * are those of onnx.proto (IR version 3 and later). What reads other files or runs foreign code is
 * refused: external data, operators of other domains, nested graphs.
 */
final class OnnxGraph {
  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_INPUT = 11;
  private static final int GRAPH_OUTPUT = 12;
  private static final int GRAPH_SPARSE_INITIALIZER = 15;
  private static final int NODE_INPUT = 1;
  private static final int NODE_OUTPUT = 2;
  private static final int NODE_OP_TYPE = 4;
  private static final int NODE_ATTRIBUTE = 5;
  private static final int NODE_DOMAIN = 7;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_EXTERNAL = 13;
  private static final int TENSOR_LOCATION = 14;
  private static final int ATTRIBUTE_NAME = 1;
  private static final int ATTRIBUTE_INT = 3;
  private static final int ATTRIBUTE_TENSOR = 5;
  private static final int ATTRIBUTE_GRAPH = 6;
  private static final int ATTRIBUTE_INTS = 8;
  private static final int ATTRIBUTE_TENSORS = 10;
  private static final int ATTRIBUTE_GRAPHS = 11;
  private static final int VALUE_NAME = 1;

  /**
   * An operator.
   *
   * @param op its type, such as {@code MatMul}
   * @param inputs names of tensors, empty for one that is left out
   * @param outputs names of tensors
   * @param attributes where its attributes lie in the file
   */
  record Node(String op, List<String> inputs, List<String> outputs, List<Wire.Field> attributes) {
    String output() {
      return outputs.getFirst();
    }

    String input(int index) {
      return index < inputs.size() ? inputs.get(index) : "";
    }
  }

  private final byte[] file;
  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> initializers = new HashSet<>();
  private final Set<String> inputs = new LinkedHashSet<>();
  private final List<String> outputs = new ArrayList<>();

  private OnnxGraph(byte[] file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException when it is no ONNX file, or one that is not to be trusted; the
   *     message says why
   */
  static OnnxGraph read(byte[] file) {
    OnnxGraph graph = new OnnxGraph(file);
    boolean found = false;
    for (Wire.Field field : Wire.fields(file, 0, file.length)) {
      if (field.number() == MODEL_GRAPH) {
        graph.readGraph(field);
        found = true;
      }
    }
    if (!found || graph.nodes.isEmpty()) {
      throw new IllegalArgumentException("it holds no ONNX graph");
    }
    graph.inputs.removeAll(graph.initializers);
    return graph;
  }

  private void readGraph(Wire.Field graph) {
    for (Wire.Field field : Wire.fields(file, graph.from(), graph.to())) {
      switch (field.number()) {
        case GRAPH_NODE -> readNode(field);
        case GRAPH_INITIALIZER -> initializers.add(tensorName(field));
        case GRAPH_INPUT -> inputs.add(name(field));
        case GRAPH_OUTPUT -> outputs.add(name(field));
        case GRAPH_SPARSE_INITIALIZER ->
            throw new IllegalArgumentException("it has sparse weights, which are not supported");
        default -> {}
      }
    }
  }

  private void readNode(Wire.Field node) {
    String op = "";
    List<String> in = new ArrayList<>();
    List<String> out = new ArrayList<>();
    List<Wire.Field> attributes = new ArrayList<>();
    for (Wire.Field field : Wire.fields(file, node.from(), node.to())) {
      switch (field.number()) {
        case NODE_INPUT -> in.add(Wire.text(file, field));
        case NODE_OUTPUT -> out.add(Wire.text(file, field));
        case NODE_OP_TYPE -> op = Wire.text(file, field);
        case NODE_ATTRIBUTE -> {
          checkAttribute(field);
          attributes.add(field);
        }
        case NODE_DOMAIN -> checkDomain(Wire.text(file, field));
        default -> {}
      }
    }
    if (out.isEmpty() || op.isEmpty()) {
      throw new IllegalArgumentException("an operator has no type or no output");
    }
    nodes.add(new Node(op, in, out, attributes));
  }

  private static void checkDomain(String domain) {
    if (!domain.isEmpty() && !domain.equals("ai.onnx")) {
      throw new IllegalArgumentException(
          "it uses operators of the domain '" + domain + "', only standard ones are accepted");
    }
  }

  private void checkAttribute(Wire.Field attribute) {
    for (Wire.Field field : Wire.fields(file, attribute.from(), attribute.to())) {
      switch (field.number()) {
        case ATTRIBUTE_TENSOR, ATTRIBUTE_TENSORS -> tensorName(field);
        case ATTRIBUTE_GRAPH, ATTRIBUTE_GRAPHS ->
            throw new IllegalArgumentException("it has nested graphs, which are not supported");
        default -> {}
      }
    }
  }

  private String tensorName(Wire.Field tensor) {
    String name = "";
    for (Wire.Field field : Wire.fields(file, tensor.from(), tensor.to())) {
      if (field.number() == TENSOR_NAME) {
        name = Wire.text(file, field);
      } else if (field.number() == TENSOR_EXTERNAL
          || (field.number() == TENSOR_LOCATION && field.value() != 0)) {
        throw new IllegalArgumentException(
            "it keeps weights in other files; export it with all weights inside");
      }
    }
    return name;
  }

  private String name(Wire.Field value) {
    for (Wire.Field field : Wire.fields(file, value.from(), value.to())) {
      if (field.number() == VALUE_NAME) {
        return Wire.text(file, field);
      }
    }
    return "";
  }

  /** All operators; each stands behind those it depends on. */
  List<Node> nodes() {
    return nodes;
  }

  /** Names of what it is given, weights left out. */
  Set<String> inputs() {
    return inputs;
  }

  /** Names of what it answers. */
  List<String> outputs() {
    return outputs;
  }

  /** An integer attribute, or another value when the operator does not have it. */
  long attribute(Node node, String name, long otherwise) {
    for (Wire.Field attribute : node.attributes()) {
      List<Wire.Field> fields = Wire.fields(file, attribute.from(), attribute.to());
      if (fields.stream()
          .anyMatch(f -> f.number() == ATTRIBUTE_NAME && Wire.text(file, f).equals(name))) {
        for (Wire.Field field : fields) {
          if (field.number() == ATTRIBUTE_INT) {
            return field.value();
          }
          if (field.number() == ATTRIBUTE_INTS) {
            return firstOf(field);
          }
        }
      }
    }
    return otherwise;
  }

  /** The first of several integers, packed or not. */
  private long firstOf(Wire.Field ints) {
    return ints.value() != 0 || ints.from() == ints.to()
        ? ints.value()
        : Wire.varint(file, ints.from(), ints.to());
  }

  /**
   * The file with operators and one more output added: messages of one field are merged when they
   * follow each other (protobuf, encoding, "Last One Wins"), so the additions are appended as a
   * second graph.
   *
   * @param added operators, see {@link #copy}
   * @param output name of a float tensor that is answered too
   */
  byte[] with(List<Wire.Message> added, String output) {
    Wire.Message graph = new Wire.Message();
    added.forEach(node -> graph.message(GRAPH_NODE, node));
    Wire.Message type =
        new Wire.Message().message(1, new Wire.Message().number(1, 1)); // tensor of float
    graph.message(GRAPH_OUTPUT, new Wire.Message().text(VALUE_NAME, output).message(2, type));
    byte[] tail = new Wire.Message().message(MODEL_GRAPH, graph).toBytes();
    byte[] whole = Arrays.copyOf(file, Math.addExact(file.length, tail.length));
    System.arraycopy(tail, 0, whole, file.length, tail.length);
    return whole;
  }

  /** A copy of an operator with other inputs and outputs. */
  Wire.Message copy(Node node, List<String> newInputs, List<String> newOutputs) {
    Wire.Message copy = new Wire.Message();
    newInputs.forEach(name -> copy.text(NODE_INPUT, name));
    newOutputs.forEach(name -> copy.text(NODE_OUTPUT, name));
    copy.text(3, newOutputs.getFirst()).text(NODE_OP_TYPE, node.op());
    node.attributes().forEach(a -> copy.bytes(NODE_ATTRIBUTE, file, a.from(), a.to()));
    return copy;
  }
}
