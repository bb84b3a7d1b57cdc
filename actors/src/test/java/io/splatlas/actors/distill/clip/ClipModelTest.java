package io.splatlas.actors.distill.clip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.splatlas.gpu.FeatureMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that is computed agrees with the script's reference to 1e-4. */
class ClipModelTest {
  private static final float CLOSE = 1e-4f;

  @TempDir private Path folder = Path.of("");

  @Test
  void shouldPreprocessAsTheReferenceDoes() throws IOException {
    JsonNode expected = Fixture.expected();
    PixelScale scale = new PixelScale(32, PixelScale.MEAN, PixelScale.DEVIATION);
    assertArrayEquals(
        Fixture.floats(expected.path("pixels")),
        scale.whole(
            Fixture.rgb(expected), expected.path("width").asInt(), expected.path("height").asInt()),
        CLOSE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"split", "packed"})
  void shouldEmbedImagesAndTheirPatches(String kind) throws IOException {
    JsonNode expected = Fixture.expected();
    try (ClipModel model =
        ClipModel.load(Fixture.installed(folder.resolve(kind), "visual-" + kind + ".onnx"))) {
      assertEquals(24, model.dimensions());
      assertEquals(4, model.grid());
      float[] image =
          model.embed(
              Fixture.rgb(expected),
              expected.path("width").asInt(),
              expected.path("height").asInt());
      assertArrayEquals(
          Vectors.unit(Fixture.floats(expected.path(kind).path("image"))), image, CLOSE);
      float[] dense = Fixture.floats(expected.path(kind).path("dense"));
      for (int patch = 0; patch < 16; patch++) {
        Vectors.normalise(dense, 24 * patch, 24);
      }
      assertArrayEquals(dense, model.dense(Fixture.floats(expected.path("pixels"))), CLOSE);
    }
  }

  @Test
  void shouldTokenizeAndEmbedTexts() throws IOException {
    ClipTokenizer tokenizer = ClipTokenizer.read(Fixture.FOLDER.resolve(ModelFiles.TOKENIZER), 77);
    try (ClipModel model = ClipModel.load(Fixture.installed(folder, "visual-split.onnx"))) {
      for (JsonNode text : Fixture.expected().path("texts")) {
        String words = text.path("text").asText();
        int[] ids = new int[text.path("ids").size()];
        Arrays.setAll(ids, i -> text.path("ids").path(i).asInt());
        assertArrayEquals(ids, tokenizer.encode(words), words);
        assertArrayEquals(
            Vectors.unit(Fixture.floats(text.path("embedding"))), model.embed(words), CLOSE, words);
      }
    }
  }

  @Test
  void shouldCoverAWholeImageWithWindows() throws IOException {
    try (ClipModel model = ClipModel.load(Fixture.installed(folder, "visual-split.onnx"))) {
      ClipTeacher teacher = new ClipTeacher(model);
      byte[] rgb = new byte[3 * 90 * 40];
      new SplittableRandom(1).nextBytes(rgb);
      FeatureMap map = teacher.describe(90, 40, rgb);
      assertEquals(9, map.width());
      assertEquals(4, map.height());
      assertEquals(24, map.channels());
      for (int cell = 0; cell < 36; cell++) {
        double squared = 0;
        for (int c = 0; c < 24; c++) {
          squared += map.values()[c * 36 + cell] * map.values()[c * 36 + cell];
        }
        assertEquals(1, squared, 1e-3);
      }
      FeatureMap upright = teacher.describe(40, 90, rgb);
      assertEquals(9, upright.height());
      assertTrue(teacher.language().isPresent());
    }
  }

  @Test
  void shouldSeeMoreDetailThroughWindowsThatSlideOverALargerImage() throws IOException {
    try (ClipModel model = ClipModel.load(Fixture.installed(folder, "visual-split.onnx"))) {
      byte[] rgb = new byte[3 * 60 * 40];
      new SplittableRandom(3).nextBytes(rgb);
      FeatureMap plain = new ClipTeacher(model).describe(60, 40, rgb);
      FeatureMap detailed = new ClipTeacher(model, 2).describe(60, 40, rgb);
      assertEquals(2 * plain.height(), detailed.height());
      assertEquals(2 * plain.width(), detailed.width(), 1);
      for (int cell = 0; cell < detailed.width() * detailed.height(); cell++) {
        double squared = 0;
        for (int c = 0; c < detailed.channels(); c++) {
          float v = detailed.values()[c * detailed.width() * detailed.height() + cell];
          squared += v * v;
        }
        assertEquals(1, squared, 1e-4);
      }
      assertThrows(IllegalArgumentException.class, () -> new ClipTeacher(model, 5));
    }
  }

  @Test
  void shouldSpreadWindowsFromEndToEnd() {
    assertArrayEquals(new int[] {0}, ClipTeacher.starts(14, 14));
    assertArrayEquals(new int[] {0, 5}, ClipTeacher.starts(19, 14));
    assertArrayEquals(new int[] {0, 12}, ClipTeacher.starts(28, 16));
    assertArrayEquals(new int[] {0, 10, 20}, ClipTeacher.starts(34, 14));
  }

  @Test
  void shouldRefuseACutOffOrExchangedFileByName() throws IOException {
    Path installed = Fixture.installed(folder, "visual-split.onnx");
    Path text = installed.resolve(ModelFiles.TEXT);
    byte[] whole = Files.readAllBytes(text);
    Files.write(text, Arrays.copyOf(whole, whole.length - 1));
    assertTrue(refusal(installed).contains("text.onnx has"), refusal(installed));
    whole[whole.length / 2] ^= 1;
    Files.write(text, whole);
    assertTrue(refusal(installed).contains("text.onnx is another file"), refusal(installed));
    Files.delete(text);
    assertTrue(refusal(installed).contains("text.onnx is missing"), refusal(installed));
  }

  /** A manifest that fits the file does not make it a model. */
  @Test
  void shouldRefuseWhatIsNoModelByName() throws IOException {
    byte[] visual = Files.readAllBytes(Fixture.FOLDER.resolve("visual-split.onnx"));
    assertTrue(exchanged(new byte[0]).contains("visual.onnx"));
    assertTrue(exchanged("hello".getBytes(StandardCharsets.UTF_8)).contains("visual.onnx"));
    assertTrue(
        exchanged(Files.readAllBytes(Fixture.FOLDER.resolve("tokenizer.json")))
            .contains("visual.onnx"));
    assertTrue(exchanged(Arrays.copyOf(visual, visual.length / 2)).contains("visual.onnx"));
    assertTrue(exchanged(Files.readAllBytes(Fixture.FOLDER.resolve("text.onnx"))).contains("onnx"));
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 40; i++) {
      byte[] broken = visual.clone();
      for (int flips = 0; flips < 200; flips++) {
        broken[random.nextInt(visual.length - 30_000, visual.length)] = (byte) random.nextInt(256);
      }
      try {
        assertTrue(OnnxGraph.read(broken).nodes().size() > 0);
      } catch (IllegalArgumentException refused) {
        assertTrue(String.valueOf(refused.getMessage()).length() > 5);
      }
    }
  }

  @Test
  void shouldRefuseAGraphThatReadsOtherFiles() throws IOException {
    Wire.Message tensor = new Wire.Message().text(8, "w").number(14, 1);
    Wire.Message graph = new Wire.Message().message(5, tensor);
    byte[] visual = Files.readAllBytes(Fixture.FOLDER.resolve("visual-split.onnx"));
    byte[] more = new Wire.Message().message(7, graph).toBytes();
    byte[] hostile = Arrays.copyOf(visual, visual.length + more.length);
    System.arraycopy(more, 0, hostile, visual.length, more.length);
    assertTrue(exchanged(hostile).contains("other files"));
  }

  private String exchanged(byte[] visual) throws IOException {
    Path files = Files.createTempDirectory(folder, "hostile");
    Fixture.files(files, "visual-split.onnx");
    Files.write(files.resolve(ModelFiles.VISUAL), visual);
    if (visual.length > 0) {
      ModelFiles.describe(files, "hostile").write(files);
    } else {
      Fixture.installed(folder.resolve("good"), "visual-split.onnx");
      Files.copy(
          folder.resolve("good").resolve(ModelFiles.MANIFEST), files.resolve(ModelFiles.MANIFEST));
    }
    return refusal(files);
  }

  private static String refusal(Path installed) {
    return String.valueOf(
        assertThrows(IOException.class, () -> ClipModel.load(installed).close()).getMessage());
  }
}
