package io.splatlas.ops.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeatMapTest {
  private static int corner(RgbImage map, int row, int column) {
    return map.colour(57 + 48 * column, 25 + 24 * row);
  }

  @Test
  void shouldGiveEqualNumbersOneColourAndLeaveOutWhatIsNone() {
    RgbImage map =
        HeatMap.draw(
            List.of("4", "8"), List.of("10", "20"), new double[][] {{0.5, 0.9}, {0.5, Double.NaN}});

    assertEquals(corner(map, 0, 0), corner(map, 1, 0));
    assertNotEquals(corner(map, 0, 0), corner(map, 0, 1));
    assertEquals(0xf4f4f2, corner(map, 1, 1), "paper");
  }

  @Test
  void shouldDrawATableOfOneNumber() {
    RgbImage map = HeatMap.draw(List.of("4"), List.of("10"), new double[][] {{0.5}});
    assertNotEquals(0xf4f4f2, corner(map, 0, 0));
  }
}
