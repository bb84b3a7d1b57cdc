package io.splatlas.actors.distill.clip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipTokenizerTest {
  @TempDir private Path folder = Path.of("");

  private static ClipTokenizer tokenizer() throws IOException {
    return ClipTokenizer.read(Fixture.FOLDER.resolve(ModelFiles.TOKENIZER), 77);
  }

  /**
   * The first 512 tokens of CLIP are its bytes, alone and at the end of a word: published ids of
   * single characters, such as 320 for "a" in "a photo", hold for every CLIP vocabulary.
   */
  @Test
  void shouldNumberSingleCharactersAsPublished() throws IOException {
    assertEquals(320, tokenizer().encode("a")[1]);
    assertEquals(256, tokenizer().encode("!")[1]);
    assertEquals(269, tokenizer().encode(".")[1]);
    assertEquals(273, tokenizer().encode("2")[1]);
    assertEquals(267, tokenizer().encode(",")[1]);
  }

  @Test
  void shouldCutLongTextsBeforeTheEndToken() throws IOException {
    int[] ids = tokenizer().encode("zq ".repeat(500));
    assertEquals(77, ids.length);
    assertEquals(tokenizer().encode("")[1], ids[76]);
  }

  @Test
  void shouldReadEntitiesAndWhiteSpaceAsTheReferenceDoes() throws IOException {
    assertArrayEquals(
        tokenizer().encode("tea & cat"), tokenizer().encode(" TEA &amp;amp;\n\tcat "));
    assertArrayEquals(tokenizer().encode("caf\u00e9"), tokenizer().encode("CAF&#201;"));
  }

  @Test
  void shouldRefuseWhatIsNoTokenizerByName() throws IOException {
    assertTrue(refusal("{").contains("tokenizer.json"));
    assertTrue(refusal("[]").contains("tokenizer.json"));
    assertTrue(refusal("{\"model\": {\"vocab\": {\"a\": 1}}}").contains("tokenizer.json"));
    assertTrue(refusal("[".repeat(5_000)).contains("tokenizer.json"));
  }

  private String refusal(String json) throws IOException {
    Path file = folder.resolve(ModelFiles.TOKENIZER);
    Files.write(file, json.getBytes(StandardCharsets.UTF_8));
    return String.valueOf(
        assertThrows(IOException.class, () -> ClipTokenizer.read(file, 77)).getMessage());
  }
}
