package io.splatlas.actors.distill.clip;

import org.jspecify.annotations.NullMarked;

/** A model that a user was handed: our own reading and rewriting of it, before ONNX Runtime's. */
@NullMarked
public final class OnnxFuzz {
  private OnnxFuzz() {}

  /** Reads the graph and grafts the dense output onto it. */
  public static void run(byte[] input) {
    try {
      OnnxGraph graph = OnnxGraph.read(input);
      for (String output : graph.outputs()) {
        DenseGraft.onto(graph, output);
      }
    } catch (IllegalArgumentException refused) {
      if (refused.getMessage() == null) {
        throw new AssertionError("refused without a word", refused);
      }
    }
  }
}
