package io.splatlas.actors.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.splatlas.gpu.RenderedView;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Views of 100 x 100 pixels, of which two are enough to be seen. */
class InViewTest {
  private final int[] ids = new int[10_000];

  private Set<Integer> shown() {
    return InView.of(new RenderedView(100, 100, null, null, null, null, ids));
  }

  @Test
  void shouldNameWhatHasEnoughPixelsWhereverTheyAre() {
    Arrays.fill(ids, 0, 5_000, 7);
    ids[6_000] = 3;
    ids[9_999] = 3;
    ids[8_000] = 4;
    assertEquals(Set.of(3, 7), shown());
  }

  @Test
  void shouldNameNothingWhereNothingIsKnown() {
    assertEquals(Set.of(), shown());
    assertEquals(Set.of(), InView.of(null));
  }

  @Test
  void shouldNameWhatFillsTheView() {
    Arrays.fill(ids, 12);
    assertEquals(Set.of(12), shown());
  }
}
