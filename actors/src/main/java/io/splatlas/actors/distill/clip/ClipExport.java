package io.splatlas.actors.distill.clip;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the encoders of CLIP's original release, an archive of PyTorch's, as ONNX files: a vision
 * transformer and a causal text transformer (Radford et al. 2021, section 2.4), both of pre-norm
 * blocks with QuickGELU and heads of 64 channels. Half precision becomes single.
 */
final class ClipExport {
  private static final int HEAD = 64;
  private static final float EPSILON = 1e-5f;

  private final TorchArchive archive;
  private final OnnxWriter onnx = new OnnxWriter();

  private ClipExport(TorchArchive archive) {
    this.archive = archive;
  }

  /**
   * Writes the image encoder.
   *
   * @return side of the images it takes, pixels
   */
  static int visual(TorchArchive archive, Path file) throws IOException {
    return new ClipExport(archive).visual(file);
  }

  /** Writes the text encoder. */
  static void text(TorchArchive archive, Path file) throws IOException {
    new ClipExport(archive).text(file);
  }

  private int visual(Path file) throws IOException {
    long[] filters = shape("visual.conv1.weight", 4);
    long width = filters[0];
    long patch = filters[2];
    long[] positions = shape("visual.positional_embedding", 2);
    long tokens = positions[0];
    long grid = Math.round(Math.sqrt(tokens - 1.0));
    require(
        grid * grid + 1 == tokens && positions[1] == width && filters[3] == patch && grid >= 1,
        "its patches are no square");
    int side = Math.toIntExact(grid * patch);
    String pixels = onnx.floats("pixel_values", 1, 3, side, side);
    String x =
        onnx.op(
            "Conv",
            List.of(
                OnnxWriter.attribute("kernel_shape", patch, patch),
                OnnxWriter.attribute("strides", patch, patch)),
            pixels,
            weight("visual.conv1.weight"));
    x = onnx.op("Reshape", x, onnx.constant(false, 1, width, tokens - 1));
    x = onnx.op("Transpose", List.of(OnnxWriter.attribute("perm", 0, 2, 1)), x);
    String token =
        onnx.op("Reshape", weight("visual.class_embedding"), onnx.constant(false, 1, 1, width));
    x = onnx.op("Concat", List.of(OnnxWriter.attribute("axis", 1)), token, x);
    x = onnx.op("Add", x, weight("visual.positional_embedding"));
    x = norm("visual.ln_pre", x);
    x = blocks("visual.transformer", x, tokens, width, "");
    x = onnx.op("Gather", List.of(OnnxWriter.attribute("axis", 1)), x, onnx.constant(true, 0));
    x = norm("visual.ln_post", x);
    x = onnx.op("MatMul", x, weight("visual.proj"));
    onnx.output("image_embeds", x, 1, shape("visual.proj", 2)[1]);
    onnx.write(file);
    return side;
  }

  private void text(Path file) throws IOException {
    long[] positions = shape("positional_embedding", 2);
    long context = positions[0];
    long width = positions[1];
    String ids = onnx.integers("input_ids", 1, context);
    String x = onnx.op("Gather", weight("token_embedding.weight"), ids);
    x = onnx.op("Add", x, weight("positional_embedding"));
    x = blocks("transformer", x, context, width, causal(Math.toIntExact(context)));
    x = norm("ln_final", x);
    // The end token has the highest number of all, so it is where the largest one is.
    String end =
        onnx.op(
            "ArgMax",
            List.of(OnnxWriter.attribute("axis", 1), OnnxWriter.attribute("keepdims", 0)),
            ids);
    x = onnx.op("Gather", List.of(OnnxWriter.attribute("axis", 1)), x, end);
    x = onnx.op("Reshape", x, onnx.constant(false, 1, width));
    x = onnx.op("MatMul", x, weight("text_projection"));
    onnx.output("text_embeds", x, 1, shape("text_projection", 2)[1]);
    onnx.write(file);
  }

  /** Nothing may look at what comes behind it. */
  private String causal(int context) {
    return onnx.weight(
        "causal_mask",
        new long[] {context, context},
        () -> {
          float[] mask = new float[context * context];
          for (int row = 0; row < context; row++) {
            Arrays.fill(
                mask, row * context + row + 1, (row + 1) * context, Float.NEGATIVE_INFINITY);
          }
          return mask;
        });
  }

  /**
   * All blocks of a transformer.
   *
   * @param mask added to the attention's scores, empty for none
   */
  private String blocks(String of, String input, long tokens, long width, String mask)
      throws IOException {
    require(width % HEAD == 0, "its width %d is no multiple of %d".formatted(width, HEAD));
    String x = input;
    int block = 0;
    while (archive.has(of + ".resblocks." + block + ".ln_1.weight")) {
      String name = of + ".resblocks." + block++;
      x =
          onnx.op(
              "Add", x, attention(name + ".attn", norm(name + ".ln_1", x), tokens, width, mask));
      String hidden = linear(name + ".mlp.c_fc", norm(name + ".ln_2", x));
      String gate = onnx.op("Sigmoid", onnx.op("Mul", hidden, onnx.constant(1.702f)));
      x = onnx.op("Add", x, linear(name + ".mlp.c_proj", onnx.op("Mul", hidden, gate)));
    }
    require(block > 0, "it has no " + of + ".resblocks.0");
    return x;
  }

  private String attention(String name, String x, long tokens, long width, String mask)
      throws IOException {
    String scale = onnx.constant((float) (1 / Math.sqrt(HEAD)));
    String query = onnx.op("Mul", heads(name, x, 0, tokens, width), scale);
    String keys =
        onnx.op(
            "Transpose",
            List.of(OnnxWriter.attribute("perm", 0, 1, 3, 2)),
            heads(name, x, 1, tokens, width));
    String scores = onnx.op("MatMul", query, keys);
    String masked = mask.isEmpty() ? scores : onnx.op("Add", scores, mask);
    String weights = onnx.op("Softmax", List.of(OnnxWriter.attribute("axis", -1)), masked);
    String attended = onnx.op("MatMul", weights, heads(name, x, 2, tokens, width));
    String together =
        onnx.op("Transpose", List.of(OnnxWriter.attribute("perm", 0, 2, 1, 3)), attended);
    String rows = onnx.op("Reshape", together, onnx.constant(false, 1, tokens, width));
    return linear(name + ".out_proj", rows);
  }

  /** The projection to queries (0), keys (1) or values (2), 1 x heads x tokens x 64. */
  private String heads(String name, String x, int part, long tokens, long width)
      throws IOException {
    String weight = name + ".in_proj_weight";
    String bias = name + ".in_proj_bias";
    require(shape(weight, 2)[0] == 3 * width, weight + " is not three projections");
    int size = Math.toIntExact(width * width);
    String matrix =
        onnx.weight(
            weight + "." + part,
            new long[] {width, width},
            () -> transposed(slice(weight, part, size), (int) width, (int) width));
    String offset =
        onnx.weight(bias + "." + part, new long[] {width}, () -> slice(bias, part, (int) width));
    String projected = onnx.op("Add", onnx.op("MatMul", x, matrix), offset);
    String split =
        onnx.op("Reshape", projected, onnx.constant(false, 1, tokens, width / HEAD, HEAD));
    return onnx.op("Transpose", List.of(OnnxWriter.attribute("perm", 0, 2, 1, 3)), split);
  }

  private float[] slice(String name, int part, int size) throws IOException {
    float[] all = archive.tensor(name);
    if (all.length < (part + 1) * size) {
      throw new IOException(name + " is too small");
    }
    return Arrays.copyOfRange(all, part * size, (part + 1) * size);
  }

  /** A product with a weight that PyTorch keeps transposed, and its bias. */
  private String linear(String name, String x) throws IOException {
    long[] shape = shape(name + ".weight", 2);
    int rows = Math.toIntExact(shape[0]);
    int columns = Math.toIntExact(shape[1]);
    String matrix =
        onnx.weight(
            name + ".weight",
            new long[] {columns, rows},
            () -> transposed(archive.tensor(name + ".weight"), rows, columns));
    return onnx.op("Add", onnx.op("MatMul", x, matrix), weight(name + ".bias"));
  }

  private static float[] transposed(float[] values, int rows, int columns) {
    float[] turned = new float[values.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        turned[c * rows + r] = values[r * columns + c];
      }
    }
    return turned;
  }

  private String norm(String name, String x) throws IOException {
    return onnx.op(
        "LayerNormalization",
        List.of(OnnxWriter.attribute("axis", -1), OnnxWriter.attribute("epsilon", EPSILON)),
        x,
        weight(name + ".weight"),
        weight(name + ".bias"));
  }

  private String weight(String name) throws IOException {
    return onnx.weight(name, archive.shape(name), () -> archive.tensor(name));
  }

  private long[] shape(String name, int dimensions) throws IOException {
    long[] shape = archive.shape(name);
    require(shape.length == dimensions, name + " has " + shape.length + " dimensions");
    return shape;
  }

  private static void require(boolean holds, String problem) throws IOException {
    if (!holds) {
      throw new IOException("the weights are not those of a CLIP vision transformer: " + problem);
    }
  }
}
