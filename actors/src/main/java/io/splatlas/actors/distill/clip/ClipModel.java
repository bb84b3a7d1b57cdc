package io.splatlas.actors.distill.clip;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.splatlas.actors.distill.Language;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A CLIP model of an installed folder: image and text encoder in ONNX Runtime. Any vision
 * transformer of CLIP's kind (class token, pre-norm blocks, projection of the class token) will do,
 * see {@link DenseGraft}. Thread-safe.
 */
public final class ClipModel implements Language, AutoCloseable {
  private static final int CONTEXT = 77;
  private static final List<String> EMBEDDINGS =
      List.of("image_embeds", "text_embeds", "embedding", "embeds");
  private static final String MASK = "attention_mask";

  private final ModelFiles files;
  private final PixelScale scale;
  private final ClipTokenizer tokenizer;
  private final Encoder visual;
  private final Encoder text;
  private final String pixels;
  private final String imageEmbedding;
  private final String ids;
  private final String textEmbedding;
  private final int dimensions;
  private final int grid;

  private ClipModel(ModelFiles files, ClipTokenizer tokenizer, Opened visual, Opened text)
      throws IOException {
    this.files = files;
    this.scale = new PixelScale(files.imageSize(), files.mean(), files.deviation());
    this.tokenizer = tokenizer;
    this.visual = visual.encoder();
    this.text = text.encoder();
    this.pixels = visual.input();
    this.imageEmbedding = visual.output();
    this.ids = text.input();
    this.textEmbedding = text.output();
    int side = sideOf(visual).orElse(files.imageSize());
    require(
        side == files.imageSize(),
        ModelFiles.VISUAL,
        "it takes images of %d pixels, image_size in model.json says %d"
            .formatted(side, files.imageSize()));
    float[] blank = new float[3 * files.imageSize() * files.imageSize()];
    Encoder.Answer dense = tried(ModelFiles.VISUAL, () -> runDense(blank));
    dimensions = dense.last();
    int tokens = dense.values().length / Math.max(1, dimensions);
    grid = (int) Math.round(Math.sqrt(tokens - 1.0));
    require(
        grid >= 1 && grid * grid + 1 == tokens && dimensions >= 2,
        ModelFiles.VISUAL,
        "it has " + tokens + " tokens, which are not those of a square of patches");
    int image = tried(ModelFiles.VISUAL, () -> embedPixels(blank)).length;
    require(image == dimensions, ModelFiles.VISUAL, "its embedding has " + image + " values");
    int words = tried(ModelFiles.TEXT, () -> embed("object")).length;
    require(
        words == dimensions,
        ModelFiles.TEXT,
        "texts have %d values, images %d: they are of different models"
            .formatted(words, dimensions));
  }

  private record Opened(Encoder encoder, String input, String output) {}

  /**
   * Loads an installed model: verifies every file, then tries it out.
   *
   * @throws UnusableModelException naming the file that is missing, another one, or no CLIP model
   */
  public static ClipModel load(Path folder) throws UnusableModelException {
    try {
      return read(folder);
    } catch (IOException refused) {
      throw new UnusableModelException(folder, refused);
    }
  }

  /** As {@link #load}, for a folder that is not installed yet. */
  static ClipModel read(Path folder) throws IOException {
    ModelFiles files = ModelFiles.read(folder);
    files.verify(folder);
    ClipTokenizer tokenizer = ClipTokenizer.read(folder.resolve(ModelFiles.TOKENIZER), CONTEXT);
    Opened visual = open(folder, ModelFiles.VISUAL, true);
    try {
      Opened text = open(folder, ModelFiles.TEXT, false);
      try {
        return new ClipModel(files, tokenizer, visual, text);
      } catch (IOException wrong) {
        text.encoder().close();
        throw wrong;
      }
    } catch (IOException wrong) {
      visual.encoder().close();
      throw wrong;
    }
  }

  /**
   * The side of the images that a folder's encoder takes, where the file says it.
   *
   * @throws IOException naming the file when it is no encoder
   */
  static OptionalInt sideOf(Path folder) throws IOException {
    Opened visual = open(folder, ModelFiles.VISUAL, false);
    try {
      return sideOf(visual);
    } finally {
      visual.encoder().close();
    }
  }

  private static OptionalInt sideOf(Opened visual) throws IOException {
    return tried(ModelFiles.VISUAL, () -> visual.encoder().side(visual.input()));
  }

  private static Opened open(Path folder, String file, boolean dense) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(file));
    try {
      OnnxGraph graph = OnnxGraph.read(bytes);
      String output = embedding(graph);
      boolean own = graph.outputs().contains(DenseGraft.OUTPUT);
      byte[] runnable = dense && !own ? DenseGraft.onto(graph, output) : bytes;
      Encoder encoder = new Encoder(runnable, 1);
      return new Opened(encoder, input(encoder.inputs()), output);
    } catch (IllegalArgumentException wrong) {
      throw new IOException(file + " is no usable CLIP encoder: " + wrong.getMessage(), wrong);
    } catch (OrtException refused) {
      throw new IOException(file + " is refused by ONNX Runtime: " + refused.getMessage(), refused);
    }
  }

  private static String embedding(OnnxGraph graph) {
    if (graph.outputs().size() == 1) {
      return graph.outputs().getFirst();
    }
    return EMBEDDINGS.stream()
        .filter(graph.outputs()::contains)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "none of its outputs %s is called one of %s"
                        .formatted(graph.outputs(), EMBEDDINGS)));
  }

  private static String input(Set<String> inputs) {
    return inputs.stream()
        .filter(name -> !name.equals(MASK))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("it has no input"));
  }

  private interface Attempt<T> {
    T make() throws OrtException;
  }

  private static <T> T tried(String file, Attempt<T> attempt) throws IOException {
    try {
      return attempt.make();
    } catch (IllegalStateException | OrtException failure) {
      throw new IOException(file + " cannot be run: " + failure.getMessage(), failure);
    }
  }

  private static void require(boolean holds, String file, String problem) throws IOException {
    if (!holds) {
      throw new IOException(file + " is no usable CLIP encoder: " + problem);
    }
  }

  @Override
  public String name() {
    return files.name();
  }

  /** Its name and what its image encoder is, to the bit. */
  String version() {
    ModelFiles.Known visual = Objects.requireNonNull(files.files().get(ModelFiles.VISUAL));
    return files.name() + " " + visual.sha256();
  }

  @Override
  public int dimensions() {
    return dimensions;
  }

  /** Patches along a side of a window. */
  int grid() {
    return grid;
  }

  /** How its pixels are scaled. */
  PixelScale scale() {
    return scale;
  }

  @Override
  public float[] embed(String words) {
    int[] tokens = tokenizer.encode(words);
    long[] padded = new long[tokenizer.context()];
    long[] mask = new long[tokenizer.context()];
    for (int i = 0; i < tokens.length; i++) {
      padded[i] = tokens[i];
      mask[i] = 1;
    }
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      inputs.put(ids, integers(ids, padded));
      if (text.inputs().contains(MASK)) {
        inputs.put(MASK, integers(MASK, mask));
      }
    } catch (OrtException failure) {
      throw new IllegalStateException("ONNX Runtime failed: " + failure.getMessage(), failure);
    }
    return Vectors.unit(text.run(inputs, textEmbedding).values());
  }

  private OnnxTensor integers(String input, long[] values) throws OrtException {
    long[] shape = {1, values.length};
    if (text.takesInts(input)) {
      int[] small = java.util.Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
      return OnnxTensor.createTensor(text.environment(), IntBuffer.wrap(small), shape);
    }
    return OnnxTensor.createTensor(text.environment(), LongBuffer.wrap(values), shape);
  }

  /**
   * Embeds a whole image, its middle square if it is not one.
   *
   * @param rgb interleaved, 3 * width * height
   * @return of unit length
   */
  public float[] embed(byte[] rgb, int width, int height) {
    return Vectors.unit(embedPixels(scale.whole(rgb, width, height)));
  }

  private float[] embedPixels(float[] planes) {
    return visual.run(Map.of(pixels, image(planes)), imageEmbedding).values();
  }

  /**
   * MaskCLIP's features of a window.
   *
   * @param planes of {@link PixelScale}
   * @return a row of {@link #dimensions} values per patch, patches row by row, each of unit length
   */
  float[] dense(float[] planes) {
    Encoder.Answer all = runDense(planes);
    float[] patches = new float[grid * grid * dimensions];
    System.arraycopy(all.values(), dimensions, patches, 0, patches.length);
    for (int patch = 0; patch < grid * grid; patch++) {
      Vectors.normalise(patches, patch * dimensions, dimensions);
    }
    return patches;
  }

  private Encoder.Answer runDense(float[] planes) {
    return visual.run(Map.of(pixels, image(planes)), DenseGraft.OUTPUT);
  }

  private OnnxTensor image(float[] planes) {
    long side = scale.size();
    try {
      return OnnxTensor.createTensor(
          visual.environment(), FloatBuffer.wrap(planes), new long[] {1, 3, side, side});
    } catch (OrtException failure) {
      throw new IllegalStateException("ONNX Runtime failed: " + failure.getMessage(), failure);
    }
  }

  @Override
  public void close() {
    visual.close();
    text.close();
  }
}
