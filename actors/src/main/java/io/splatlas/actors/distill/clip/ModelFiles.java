package io.splatlas.actors.distill.clip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A folder that holds a CLIP model: {@code visual.onnx}, {@code text.onnx}, {@code tokenizer.json}
 * and {@code model.json}, which says what the others must be.
 *
 * @param name of the model: 1 to 64 characters of a-z, 0-9, '-', '_' and '.'
 * @param licence for people, such as {@code MIT}; "unknown" when nobody said
 * @param source for people: where it came from
 * @param imageSize side of the square the image encoder takes, pixels, 1..1024
 * @param mean of red, green, blue that is subtracted
 * @param deviation of red, green, blue that is divided by
 * @param files by name
 */
public record ModelFiles(
    String name,
    String licence,
    String source,
    int imageSize,
    float[] mean,
    float[] deviation,
    Map<String, Known> files) {
  /** Image encoder. */
  public static final String VISUAL = "visual.onnx";

  /** Text encoder. */
  public static final String TEXT = "text.onnx";

  /** Tokenizer. */
  public static final String TOKENIZER = "tokenizer.json";

  /** What describes the others. */
  public static final String MANIFEST = "model.json";

  /** The files of a model, the manifest left out. */
  public static final List<String> REQUIRED = List.of(VISUAL, TEXT, TOKENIZER);

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final int DEFAULT_SIZE = 224;

  /**
   * What is known of a file.
   *
   * @param bytes its size
   * @param sha256 64 small hexadecimal digits
   */
  public record Known(long bytes, String sha256) {}

  // javac loses the nullness of a compact constructor's array parameters in the class file.
  @SuppressWarnings("NullAway")
  public ModelFiles {
    requireName(name);
    require(imageSize >= 1 && imageSize <= 1024, "image_size must be 1 to 1024, got " + imageSize);
    require(mean.length == 3 && deviation.length == 3, "mean and std must have three values");
    for (int c = 0; c < 3; c++) {
      require(Float.isFinite(mean[c]) && deviation[c] > 0, "std must be above 0 and mean finite");
    }
    files = Map.copyOf(files);
    for (String file : REQUIRED) {
      Known known = files.get(file);
      require(known != null && known.bytes() > 0, file + " is not listed with its size");
      require(HASH.matcher(known.sha256()).matches(), "sha256 of " + file + " is none");
    }
  }

  /** Throws when a text cannot be the name of a model, and so of its folder. */
  static void requireName(String name) {
    require(
        NAME.matcher(name).matches() && !name.endsWith(".part"),
        "the name '" + name + "' cannot be that of a model: 1 to 64 of a-z, 0-9, '-', '_' and '.'");
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }

  /**
   * Reads the manifest of a folder.
   *
   * @throws IOException naming the manifest when it is missing or wrong
   */
  public static ModelFiles read(Path folder) throws IOException {
    Path manifest = folder.resolve(MANIFEST);
    JsonNode json = JsonFiles.read(manifest);
    Map<String, Known> files = new LinkedHashMap<>();
    for (String file : REQUIRED) {
      JsonNode known = json.path("files").path(file);
      files.put(file, new Known(known.path("bytes").asLong(), known.path("sha256").asText("")));
    }
    try {
      return new ModelFiles(
          json.path("name").asText(""),
          json.path("licence").asText("unknown"),
          json.path("source").asText("unknown"),
          json.path("image_size").asInt(DEFAULT_SIZE),
          three(json.path("mean"), PixelScale.MEAN),
          three(json.path("std"), PixelScale.DEVIATION),
          files);
    } catch (IllegalArgumentException wrong) {
      throw new IOException(manifest + ": " + wrong.getMessage(), wrong);
    }
  }

  /**
   * Describes a folder that has no manifest, trusting its files as they are: OpenAI's image size,
   * mean and deviation.
   */
  public static ModelFiles describe(Path folder, String name) throws IOException {
    Map<String, Known> files = new LinkedHashMap<>();
    for (String file : REQUIRED) {
      Path path = folder.resolve(file);
      requireRegular(path);
      files.put(file, new Known(Files.size(path), sha256(path)));
    }
    return new ModelFiles(
        name, "unknown", "unknown", DEFAULT_SIZE, PixelScale.MEAN, PixelScale.DEVIATION, files);
  }

  /** The same model with another size of its images, pixels. */
  ModelFiles withImageSize(int side) throws IOException {
    try {
      return new ModelFiles(name, licence, source, side, mean, deviation, files);
    } catch (IllegalArgumentException wrong) {
      throw new IOException(VISUAL + " is no usable CLIP encoder: " + wrong.getMessage(), wrong);
    }
  }

  private static float[] three(JsonNode values, float[] otherwise) {
    if (values.isMissingNode()) {
      return otherwise;
    }
    float[] read = new float[values.size()];
    for (int i = 0; i < read.length; i++) {
      read[i] = (float) values.path(i).asDouble(Double.NaN);
    }
    return read;
  }

  /** Writes the manifest of a folder. */
  public void write(Path folder) throws IOException {
    ObjectNode json = JsonFiles.object();
    json.put("name", name).put("licence", licence).put("source", source);
    json.put("image_size", imageSize);
    ArrayNode means = json.putArray("mean");
    ArrayNode deviations = json.putArray("std");
    for (int c = 0; c < 3; c++) {
      means.add(mean[c]);
      deviations.add(deviation[c]);
    }
    ObjectNode list = json.putObject("files");
    for (String file : REQUIRED) {
      Known known = known(file);
      list.putObject(file).put("bytes", known.bytes()).put("sha256", known.sha256());
    }
    JsonFiles.write(folder.resolve(MANIFEST), json);
  }

  /** What is known of one of the {@link #REQUIRED} files. */
  public Known known(String file) {
    Known known = files.get(file);
    if (known == null) {
      throw new IllegalArgumentException("a model has no file " + file);
    }
    return known;
  }

  /**
   * Holds a folder's files against what is known of them.
   *
   * @throws IOException naming the first file that is missing, cut off or another one
   */
  public void verify(Path folder) throws IOException {
    for (String file : REQUIRED) {
      verify(folder.resolve(file), known(file));
    }
  }

  /**
   * Holds a file against what is known of it.
   *
   * @throws IOException naming the file when it is missing, cut off or another one
   */
  public static void verify(Path path, Known known) throws IOException {
    requireRegular(path);
    long size = Files.size(path);
    if (size != known.bytes()) {
      throw new IOException(
          "%s has %,d bytes, it must have %,d: it is cut off or another file"
              .formatted(path, size, known.bytes()));
    }
    String found = sha256(path);
    if (!found.equals(known.sha256())) {
      throw new IOException(
          "%s is another file: its SHA-256 is %s, it must be %s"
              .formatted(path, found, known.sha256()));
    }
  }

  private static void requireRegular(Path path) throws IOException {
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(path + " is missing or no plain file");
    }
  }

  /** SHA-256 of a file, 64 small hexadecimal digits. */
  public static String sha256(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] block = new byte[1 << 20];
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        digest.update(block, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
