package io.splatlas.ops.e2e;

import io.splatlas.actors.distill.clip.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model of random weights that reads words: see make_clip_fixture.py of the actors' tests. */
public final class SmallModel {
  private SmallModel() {}

  /** Installs it into a folder, made if missing. */
  public static Path install(Path folder) throws IOException {
    Path fixture =
        Path.of(System.getProperty("splatlas.root", ".."), "actors/src/test/resources/clip");
    Files.createDirectories(folder);
    Files.copy(fixture.resolve("visual-split.onnx"), folder.resolve(ModelFiles.VISUAL));
    Files.copy(fixture.resolve("text.onnx"), folder.resolve(ModelFiles.TEXT));
    Files.copy(fixture.resolve("tokenizer.json"), folder.resolve(ModelFiles.TOKENIZER));
    ModelFiles plain = ModelFiles.describe(folder, "small");
    new ModelFiles("small", "CC0", "test", 32, plain.mean(), plain.deviation(), plain.files())
        .write(folder);
    return folder;
  }
}
