package io.splatlas.actors.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddingCacheTest {
  private final List<String> embedded = new ArrayList<>();
  private final EmbeddingCache<String, Integer> cache = new EmbeddingCache<>(2);

  private int length(String text) {
    return cache.get(
        text,
        () -> {
          embedded.add(text);
          return text.length();
        });
  }

  @Test
  void shouldEmbedOnceWhatIsAskedAgain() {
    assertEquals(3, length("mug"));
    assertEquals(3, length("mug"));
    assertEquals(List.of("mug"), embedded);
  }

  @Test
  void shouldForgetWhatWasNotAskedForLongest() {
    length("mug");
    length("plant");
    length("mug");
    length("bowl");
    length("mug");
    length("plant");
    assertEquals(List.of("mug", "plant", "bowl", "plant"), embedded);
  }

  @Test
  void shouldNotKeepAFailure() {
    assertThrows(
        IllegalStateException.class,
        () ->
            cache.get(
                "mug",
                () -> {
                  throw new IllegalStateException("no model");
                }));
    assertEquals(3, length("mug"));
  }
}
