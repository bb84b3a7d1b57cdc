package io.splatlas.actors.distill.clip;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The small CLIP models of random weights and what they must answer, made by {@code
 * src/test/python/make_clip_fixture.py}.
 */
public final class Fixture {
  static final Path FOLDER =
      Path.of(
          System.getProperty("splatlas.root", ".."), "actors", "src", "test", "resources", "clip");

  private Fixture() {}

  static JsonNode expected() throws IOException {
    return JsonFiles.read(FOLDER.resolve("expected.json"));
  }

  static byte[] rgb(JsonNode expected) {
    JsonNode values = expected.path("rgb");
    byte[] rgb = new byte[values.size()];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) values.path(i).asInt();
    }
    return rgb;
  }

  static float[] floats(JsonNode values) {
    float[] read = new float[values.size()];
    for (int i = 0; i < read.length; i++) {
      read[i] = (float) values.path(i).asDouble();
    }
    return read;
  }

  /** Brings a model's files into a folder, as a user has them: without a manifest. */
  static Path files(Path folder, String visual) throws IOException {
    Files.createDirectories(folder);
    Files.copy(FOLDER.resolve(visual), folder.resolve(ModelFiles.VISUAL));
    Files.copy(FOLDER.resolve("text.onnx"), folder.resolve(ModelFiles.TEXT));
    Files.copy(FOLDER.resolve("tokenizer.json"), folder.resolve(ModelFiles.TOKENIZER));
    return folder;
  }

  /** An installed model with the fixture's image size. */
  static Path installed(Path folder, String visual) throws IOException {
    files(folder, visual);
    ModelFiles plain = ModelFiles.describe(folder, "small");
    new ModelFiles("small", "CC0", "a script", 32, plain.mean(), plain.deviation(), plain.files())
        .write(folder);
    return folder;
  }
}
