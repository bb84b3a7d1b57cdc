package io.splatlas.actors.distill.clip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small model in the form of CLIP's original release: see make_release_fixture.py. */
class OriginalReleaseTest {
  private static final float CLOSE = 1e-4f;
  private static final Path RELEASE = Fixture.FOLDER.resolve("release");
  private static final Path WEIGHTS = RELEASE.resolve("weights.pt");
  private static final Path MERGES = RELEASE.resolve("merges.txt.gz");

  @TempDir private Path folder = Path.of("");

  private ModelFiles unpack(Path weights, Path merges) throws IOException {
    return OriginalRelease.KNOWN.getFirst().unpack(weights, merges, folder);
  }

  private String refusal(Path weights, Path merges) {
    return String.valueOf(
        assertThrows(IOException.class, () -> unpack(weights, merges)).getMessage());
  }

  @Test
  void shouldComputeWhatTheReleaseComputes() throws IOException {
    ModelFiles files = unpack(WEIGHTS, MERGES);
    assertEquals(32, files.imageSize());
    files.write(folder);
    JsonNode expected = JsonFiles.read(RELEASE.resolve("expected.json"));
    JsonNode picture = Fixture.expected();
    try (ClipModel model = ClipModel.load(folder)) {
      assertEquals(4, model.grid());
      assertArrayEquals(
          Vectors.unit(Fixture.floats(expected.path("image"))),
          model.embed(
              Fixture.rgb(picture), picture.path("width").asInt(), picture.path("height").asInt()),
          CLOSE);
      float[] dense = Fixture.floats(expected.path("dense"));
      for (int patch = 0; patch < 16; patch++) {
        Vectors.normalise(dense, 24 * patch, 24);
      }
      assertArrayEquals(dense, model.dense(Fixture.floats(picture.path("pixels"))), CLOSE);
      for (JsonNode text : expected.path("texts")) {
        assertArrayEquals(
            Vectors.unit(Fixture.floats(text.path("embedding"))),
            model.embed(text.path("text").asText()),
            CLOSE,
            text.path("text").asText());
      }
    }
  }

  @Test
  void shouldNumberTokensAsTheReleaseDoes() throws IOException {
    unpack(WEIGHTS, MERGES);
    Path tokenizer = folder.resolve(ModelFiles.TOKENIZER);
    ClipTokenizer made = ClipTokenizer.read(tokenizer, 77);
    for (JsonNode text : Fixture.expected().path("texts")) {
      int[] ids = new int[text.path("ids").size()];
      Arrays.setAll(ids, i -> text.path("ids").path(i).asInt());
      assertArrayEquals(ids, made.encode(text.path("text").asText()));
    }
  }

  @Test
  void shouldKnowThePublishedModelsByTheHashesInTheirAddresses() {
    for (OriginalRelease release : OriginalRelease.KNOWN) {
      assertTrue(
          release.weights().address().getPath().contains(release.weights().sha256()),
          release.name());
      assertEquals("https", release.weights().address().getScheme());
    }
    assertFalse(OriginalRelease.named("clip-vit-b17").isPresent());
  }

  @Test
  void shouldRefuseWhatIsNoReleaseByName() throws IOException {
    Path text = Files.writeString(folder.resolve("text.pt"), "no archive");
    assertTrue(refusal(text, MERGES).contains("text.pt is no archive of PyTorch"));
    Path cut = folder.resolve("cut.pt");
    byte[] bytes = Files.readAllBytes(WEIGHTS);
    Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
    assertTrue(refusal(cut, MERGES).contains("cut.pt"));
    Path plain = Files.writeString(folder.resolve("plain.gz"), "a b");
    assertTrue(refusal(WEIGHTS, plain).contains("plain.gz is no list of merges"));
  }

  @Test
  void shouldNameWhatAnArchiveLacks() throws IOException {
    Path archive = folder.resolve("empty.pt");
    zip(archive, "m/data.pkl", "\u0080\u0002c__torch__\nClip\n)\u0081}b.");
    assertTrue(refusal(archive, MERGES).contains("it has no visual.conv1.weight"));
    zip(archive, "m/other", "");
    assertTrue(refusal(archive, MERGES).contains("it has no data.pkl"));
  }

  /** Whatever a pickle says, reading it ends with a value or a refusal. */
  @Test
  void shouldOnlyEverRefuseBrokenPickles() throws IOException {
    byte[] whole;
    try (var zip = new java.util.zip.ZipFile(WEIGHTS.toFile())) {
      whole = zip.getInputStream(zip.getEntry("weights/data.pkl")).readAllBytes();
    }
    SplittableRandom random = new SplittableRandom(9);
    int refused = 0;
    for (int round = 0; round < 2_000; round++) {
      byte[] broken = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
      for (int k = random.nextInt(4); k >= 0; k--) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
      }
      try {
        Pickle.read(broken);
      } catch (IllegalArgumentException expected) {
        refused++;
      }
    }
    assertTrue(refused > 1_000, "only " + refused + " were refused");
  }

  private static void zip(Path file, String name, String latin1) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry(name));
      out.write(latin1.getBytes(StandardCharsets.ISO_8859_1));
      out.closeEntry();
    }
    Files.write(file, bytes.toByteArray());
  }
}
