package io.splatlas.actors.distill.clip;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** JSON files of strangers, with bounds on what they may hold. */
final class JsonFiles {
  private static final long MOST_BYTES = 64L << 20;
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(64)
                      .maxStringLength(1 << 16)
                      .maxNameLength(1 << 12)
                      .build())
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .build());

  private JsonFiles() {}

  /**
   * Reads a file.
   *
   * @throws IOException when it is no JSON within bounds; the message names the file
   */
  static JsonNode read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file.getFileName() + " is missing");
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException(file.getFileName() + " is larger than 64 MiB");
    }
    try {
      JsonNode read = JSON.readTree(file.toFile());
      if (read == null || !read.isObject()) {
        throw new IOException(file.getFileName() + " is no JSON object");
      }
      return read;
    } catch (JsonProcessingException broken) {
      throw new IOException(
          file.getFileName() + " is no JSON file: " + broken.getOriginalMessage(), broken);
    }
  }

  /** Writes an object, legibly. */
  static void write(Path file, JsonNode json) throws IOException {
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json);
  }

  /** An object to be filled in. */
  static com.fasterxml.jackson.databind.node.ObjectNode object() {
    return JSON.createObjectNode();
  }
}
