package io.splatlas.ops.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A JSON object read with the name of every field at hand for the error message. */
final class JsonObject {

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final long MAX_BYTES = 256L << 20;

  private final Path file;
  private final String path;
  private final JsonNode node;

  private JsonObject(Path file, String path, JsonNode node) {
    this.file = file;
    this.path = path;
    this.node = node;
  }

  /** Reads a file that holds an object. */
  static JsonObject read(Path file) throws IOException {
    return asObject(file, "", parse(file));
  }

  /** Reads a file that holds an array of objects. */
  static List<JsonObject> readArray(Path file) throws IOException {
    return asObjects(file, "", parse(file));
  }

  private static JsonNode parse(Path file) throws IOException {
    CapturePaths.requireFile(file, MAX_BYTES);
    byte[] bytes = Files.readAllBytes(file);
    JsonNode node;
    try {
      node = MAPPER.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new DatasetException(
          file, "", "is not JSON: " + CapturePaths.printable(e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new DatasetException(file, "", "is not JSON in a Unicode encoding", e);
    }
    if (node == null || node.isMissingNode()) {
      throw new DatasetException(file, "", "is empty, expected JSON");
    }
    return node;
  }

  private static JsonObject asObject(Path file, String path, JsonNode node)
      throws DatasetException {
    if (!node.isObject()) {
      throw new DatasetException(file, path, "must be an object, not " + describe(node));
    }
    return new JsonObject(file, path, node);
  }

  private static List<JsonObject> asObjects(Path file, String path, JsonNode node)
      throws DatasetException {
    if (!node.isArray()) {
      throw new DatasetException(file, path, "must be an array, not " + describe(node));
    }
    var out = new ArrayList<JsonObject>(node.size());
    for (int i = 0; i < node.size(); i++) {
      out.add(asObject(file, path + "[" + i + "]", node.get(i)));
    }
    return out;
  }

  Path file() {
    return file;
  }

  /** The full name of a field of this object, for messages. */
  String pathOf(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  boolean has(String field) {
    return node.hasNonNull(field);
  }

  List<JsonObject> objects(String field) throws DatasetException {
    return asObjects(file, pathOf(field), required(field));
  }

  String text(String field) throws DatasetException {
    JsonNode value = required(field);
    if (!value.isTextual()) {
      throw wrong(field, "must be a text, not " + describe(value));
    }
    return value.textValue();
  }

  Optional<String> optionalText(String field) throws DatasetException {
    return has(field) ? Optional.of(text(field)) : Optional.empty();
  }

  double number(String field) throws DatasetException {
    return finite(pathOf(field), required(field));
  }

  OptionalDouble optionalNumber(String field) throws DatasetException {
    return has(field) ? OptionalDouble.of(number(field)) : OptionalDouble.empty();
  }

  List<String> texts(String field) throws DatasetException {
    JsonNode value = required(field);
    if (!value.isArray()) {
      throw wrong(field, "must be an array, not " + describe(value));
    }
    var out = new ArrayList<String>(value.size());
    for (JsonNode item : value) {
      if (!item.isTextual()) {
        throw wrong(field, "must hold texts, not " + describe(item));
      }
      out.add(item.textValue());
    }
    return out;
  }

  /** A 4x4 or 3x4 matrix as 16 numbers, the last row added where it is left out. */
  double[] matrix(String field) throws DatasetException {
    JsonNode rows = required(field);
    if (!rows.isArray() || (rows.size() != 4 && rows.size() != 3)) {
      throw wrong(field, "must be an array of 4 rows of 4 numbers, not " + describe(rows));
    }
    double[] out = new double[16];
    out[15] = 1;
    for (int row = 0; row < rows.size(); row++) {
      JsonNode columns = rows.get(row);
      if (!columns.isArray() || columns.size() != 4) {
        throw wrong(field, "row " + row + " must have 4 numbers, not " + describe(columns));
      }
      for (int column = 0; column < 4; column++) {
        String name = pathOf(field) + "[" + row + "][" + column + "]";
        out[4 * row + column] = finite(name, columns.get(column));
      }
    }
    return out;
  }

  DatasetException wrong(String field, String problem) {
    return new DatasetException(file, pathOf(field), problem);
  }

  private JsonNode required(String field) throws DatasetException {
    JsonNode value = node.get(field);
    if (value == null || value.isNull()) {
      throw wrong(field, "is missing");
    }
    return value;
  }

  private double finite(String name, JsonNode value) throws DatasetException {
    if (!value.isNumber()) {
      throw new DatasetException(file, name, "must be a number, not " + describe(value));
    }
    double number = value.doubleValue();
    if (!Double.isFinite(number)) {
      throw new DatasetException(file, name, "is not a finite number");
    }
    return number;
  }

  private static String describe(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "an array of " + node.size();
      case OBJECT -> "an object";
      case STRING -> "the text \"" + CapturePaths.printable(node.textValue()) + "\"";
      default -> CapturePaths.printable(node.toString());
    };
  }
}
