package io.splatlas.actors.distill.clip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {
  @TempDir private Path folder = Path.of("");

  private ModelStore store() {
    return new ModelStore(folder.resolve("models"));
  }

  @Test
  void shouldInstallAModelWholeAndListIt() throws IOException {
    assertEquals(List.of(), store().names());
    ModelFiles added =
        store().add(Fixture.installed(folder.resolve("from"), "visual-split.onnx"), "other");
    assertEquals("small", added.name());
    assertEquals(List.of("small"), store().names());
    ClipModel.load(store().find("small").orElseThrow()).close();
    assertTrue(store().find("other").isEmpty());
    store().add(folder.resolve("from"), "other");
    assertEquals(1, store().names().size());
  }

  @Test
  void shouldTakeFilesByTheNamesOfCommonExports() throws IOException {
    Path from = Fixture.installed(folder.resolve("from"), "visual-packed.onnx");
    Files.move(from.resolve(ModelFiles.VISUAL), from.resolve("vision_model.onnx"));
    Files.move(from.resolve(ModelFiles.TEXT), from.resolve("text_model.onnx"));
    assertEquals("small", store().add(from, "x").name());
  }

  /** The fixture's images have 32 pixels, those of most models 224. */
  @Test
  void shouldTakeTheSizeOfImagesFromAFileWithoutAManifest() throws IOException {
    Path from = Fixture.files(folder.resolve("from"), "visual-split.onnx");
    assertEquals(32, store().add(from, "plain").imageSize());
    ModelFiles plain = ModelFiles.describe(from, "plain");
    plain.write(from);
    IOException refused = assertThrows(IOException.class, () -> store().add(from, "plain"));
    assertEquals(
        "visual.onnx is no usable CLIP encoder: it takes images of 32 pixels, image_size in"
            + " model.json says 224",
        refused.getMessage());
  }

  @Test
  void shouldInstallNothingOfABrokenModel() throws IOException {
    Path from = Fixture.installed(folder.resolve("from"), "visual-split.onnx");
    Files.write(from.resolve(ModelFiles.TOKENIZER), new byte[10]);
    IOException refused = assertThrows(IOException.class, () -> store().add(from, "x"));
    assertTrue(String.valueOf(refused.getMessage()).contains("tokenizer.json"));
    assertEquals(List.of(), store().names());
    assertFalse(Files.exists(folder.resolve("models/x.part")));
  }

  @Test
  void shouldNotLeaveItsFolder() throws IOException {
    Path from = Fixture.installed(folder.resolve("from"), "visual-split.onnx");
    String manifest = Files.readString(from.resolve(ModelFiles.MANIFEST));
    Files.writeString(
        from.resolve(ModelFiles.MANIFEST), manifest.replace("\"small\"", "\"../small\""));
    IOException refused = assertThrows(IOException.class, () -> store().add(from, "x"));
    assertTrue(String.valueOf(refused.getMessage()).contains("model.json"));
    assertThrows(IllegalArgumentException.class, () -> store().add(from, "../x"));
  }
}
