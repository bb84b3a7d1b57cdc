package io.splatlas.actors.distill.clip;

import io.splatlas.actors.distill.clip.OnnxGraph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Adds MaskCLIP's dense features (Zhou et al. 2022, "Extract Free Dense Labels from CLIP", section
 * 3.2, in the variant without residual and MLP) to the graph of a CLIP image encoder, from the
 * weights that are in it: the last attention block's value path, that is the out-projection of the
 * value projection per token, then the final layer norm and the visual projection.
 *
 * <p>Found by structure, not by names, so that exports of different programs work: the last softmax
 * is the last attention; its product with the values is what gets left out; from there to the first
 * sum of two data paths (the residual) lies the out-projection; behind the last such sum lie
 * pooling, layer norm and projection. The nodes of both stretches are copied, with the values in
 * place of the attended values, the projected values in place of the last block's output and no
 * pooling. No weight is copied.
 */
final class DenseGraft {
  /** Name of the output that is added: 1 x tokens x embedding, the class token first. */
  static final String OUTPUT = "splatlas_dense";

  private static final String PREFIX = "splatlas_dense/";
  private static final Set<String> POOLING = Set.of("Gather", "Slice", "Squeeze");
  private static final Set<String> TAIL =
      Set.of(
          "LayerNormalization",
          "ReduceMean",
          "Sub",
          "Pow",
          "Mul",
          "Sqrt",
          "Reciprocal",
          "Add",
          "Div",
          "MatMul",
          "Transpose",
          "Identity",
          "Cast");

  private final OnnxGraph graph;
  private final Set<String> data = new HashSet<>();
  private final Set<String> needed = new HashSet<>();

  private DenseGraft(OnnxGraph graph, String embedding) {
    this.graph = graph;
    data.addAll(graph.inputs());
    for (Node node : graph.nodes()) {
      if (!node.op().equals("Shape") && node.inputs().stream().anyMatch(data::contains)) {
        data.addAll(node.outputs());
      }
    }
    needed.add(embedding);
    for (Node node : graph.nodes().reversed()) {
      if (node.outputs().stream().anyMatch(needed::contains)) {
        needed.addAll(node.inputs());
      }
    }
  }

  /**
   * The file with the output {@link #OUTPUT} added.
   *
   * @param embedding name of the output that holds the image's embedding
   * @throws IllegalArgumentException when the graph is not that of a CLIP vision transformer
   */
  static byte[] onto(OnnxGraph graph, String embedding) {
    return new DenseGraft(graph, embedding).graft();
  }

  private byte[] graft() {
    Node softmax = last("Softmax", "it has no attention (no Softmax)");
    Node attended = attended(softmax);
    List<Node> path = new ArrayList<>();
    Node residual = residualBehind(attended, path);
    Node blockEnd = lastResidual(residual);
    List<Node> tail = tail(blockEnd);
    List<Wire.Message> added = new ArrayList<>();
    Map<String, String> renamed = new HashMap<>();
    renamed.put(attended.output(), attended.input(1));
    String projected = copyAll(path, renamed, added);
    renamed.put(blockEnd.output(), projected);
    String dense = copyAll(tail, renamed, added);
    added.add(
        graph.copy(
            new Node("Identity", List.of(), List.of(), List.of()),
            List.of(dense),
            List.of(OUTPUT)));
    return graph.with(added, OUTPUT);
  }

  /** Copies a stretch of operators; pooling becomes nothing. Answers the last result's new name. */
  private String copyAll(List<Node> stretch, Map<String, String> renamed, List<Wire.Message> to) {
    String result = "";
    for (Node node : stretch) {
      List<String> inputs =
          node.inputs().stream().map(name -> renamed.getOrDefault(name, name)).toList();
      if (POOLING.contains(node.op())) {
        renamed.put(node.output(), inputs.getFirst());
      } else {
        List<String> outputs = node.outputs().stream().map(name -> PREFIX + name).toList();
        for (int i = 0; i < outputs.size(); i++) {
          renamed.put(node.outputs().get(i), outputs.get(i));
        }
        to.add(graph.copy(node, inputs, outputs));
      }
      result = renamed.getOrDefault(node.output(), node.output());
    }
    return result;
  }

  private Node last(String op, String otherwise) {
    return graph.nodes().reversed().stream()
        .filter(node -> node.op().equals(op) && needed.contains(node.output()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(otherwise));
  }

  /** The product of attention and values: the first one whose left factor comes of the softmax. */
  private Node attended(Node softmax) {
    Set<String> attention = new HashSet<>(softmax.outputs());
    for (Node node : behind(softmax)) {
      if (node.op().equals("MatMul") && attention.contains(node.input(0))) {
        return node;
      }
      if (node.inputs().stream().anyMatch(attention::contains)) {
        attention.addAll(node.outputs());
      }
    }
    throw new IllegalArgumentException("its last attention is not multiplied with values");
  }

  /** Follows the attended values to where they are added to what went past the attention. */
  private Node residualBehind(Node attended, List<Node> path) {
    String at = attended.output();
    for (Node node : behind(attended)) {
      if (node.op().equals("Shape") || !node.inputs().contains(at)) {
        continue;
      }
      if (isResidual(node)) {
        return node;
      }
      path.add(node);
      at = node.output();
    }
    throw new IllegalArgumentException("its last attention is not added to a residual");
  }

  private boolean isResidual(Node node) {
    return node.op().equals("Add")
        && needed.contains(node.output())
        && node.inputs().stream().allMatch(data::contains);
  }

  private Node lastResidual(Node afterAttention) {
    Node found = afterAttention;
    for (Node node : behind(afterAttention)) {
      if (isResidual(node)) {
        found = node;
      }
    }
    if (found.equals(afterAttention)) {
      throw new IllegalArgumentException("its last block has no second residual");
    }
    return found;
  }

  /** From the end of the last block to the visual projection, which is the last product. */
  private List<Node> tail(Node blockEnd) {
    Set<String> derived = new HashSet<>(blockEnd.outputs());
    List<Node> tail = new ArrayList<>();
    int projection = -1;
    boolean pooled = false;
    for (Node node : behind(blockEnd)) {
      boolean shape = node.op().equals("Shape");
      if (shape
          || !needed.contains(node.output())
          || node.inputs().stream().noneMatch(derived::contains)) {
        continue;
      }
      derived.addAll(node.outputs());
      tail.add(node);
      pooled |= POOLING.contains(node.op());
      projection = node.op().equals("MatMul") ? tail.size() : projection;
    }
    if (projection < 0 || !pooled) {
      throw new IllegalArgumentException(
          "behind its last block there is no class token followed by a projection");
    }
    List<Node> used = tail.subList(0, projection);
    used.forEach(this::checkTail);
    return used;
  }

  private void checkTail(Node node) {
    boolean overFeatures =
        !node.op().equals("ReduceMean") || graph.attribute(node, "axes", -1) == -1;
    if (!overFeatures || !(TAIL.contains(node.op()) || POOLING.contains(node.op()))) {
      throw new IllegalArgumentException(
          "behind its last block it has the operator "
              + node.op()
              + ", which a CLIP vision transformer has not");
    }
  }

  private List<Node> behind(Node node) {
    return graph.nodes().subList(graph.nodes().indexOf(node) + 1, graph.nodes().size());
  }
}
