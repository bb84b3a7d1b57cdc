package io.splatlas.ops.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WireframeTest {
  private static final int RED = 0xff0000;
  private static final double[] AT_THE_ORIGIN = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0};

  private final RgbImage image = RgbImage.black(64, 48);
  private final Wireframe drawing =
      new Wireframe(image, new Wireframe.Pinhole(40, 40, 32, 24, AT_THE_ORIGIN));

  /** A cube around a point. */
  private static double[][] cube(double x, double y, double z, double half) {
    double[][] corners = new double[8][];
    for (int corner = 0; corner < 8; corner++) {
      corners[corner] =
          new double[] {
            x + ((corner & 1) == 0 ? -half : half),
            y + ((corner & 2) == 0 ? -half : half),
            z + ((corner & 4) == 0 ? -half : half)
          };
    }
    return corners;
  }

  private int drawn() {
    int count = 0;
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        count += image.colour(x, y) == RED ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void shouldDrawTheEdgesOfABoxWhereTheCameraSeesThem() {
    drawing.box(cube(0, 0, 3, 1), RED, "");
    // The near face is 2 m away: 20 pixels to either side; the far one 4 m: 10 pixels.
    assertEquals(RED, image.colour(12, 24));
    assertEquals(RED, image.colour(52, 24));
    assertEquals(RED, image.colour(22, 24));
    assertEquals(RED, image.colour(32, 34));
    assertEquals(0, image.colour(32, 24), "boxes are not filled");
  }

  @Test
  void shouldDrawNothingOfWhatIsBehindTheCamera() {
    drawing.box(cube(0, 0, -3, 1), RED, "#1");
    assertEquals(0, drawn());
  }

  @Test
  void shouldDrawWhatIsInFrontOfABoxAroundTheCamera() {
    double[][] long4m = cube(0, 0, 0, 0.5);
    for (int corner = 0; corner < 8; corner++) {
      long4m[corner][2] = (corner & 4) == 0 ? -1 : 3;
    }
    drawing.box(long4m, RED, "");
    // Its far end is 3 m away, 6.7 pixels to either side; its sides run out of the picture.
    assertEquals(RED, image.colour(25, 24));
    assertTrue(drawn() > 60, "and the sides");
    assertEquals(0, image.colour(32, 24));
  }

  @Test
  void shouldCaptionABox() {
    RgbImage plain = RgbImage.black(64, 48);
    new Wireframe(plain, new Wireframe.Pinhole(40, 40, 32, 24, AT_THE_ORIGIN))
        .box(cube(0, 0, 3, 1), RED, "");
    drawing.box(cube(0, 0, 3, 1), RED, "#7");
    assertFalse(Arrays.equals(plain.rgb(), image.rgb()));
  }

  @Test
  void shouldTintInstancesAndLeaveTheRest() {
    RgbImage grey = RgbImage.black(6, 4);
    for (int p = 0; p < 24; p++) {
      grey.set(p % 6, p / 6, 0x808080);
    }
    IntImage ids = IntImage.zeros(6, 4);
    for (int p = 0; p < 24; p++) {
      ids.values()[p] = p % 6 < 3 ? 5 : 0;
    }
    RgbImage over = Overlay.of(grey, ids);
    assertEquals(0x808080, over.colour(5, 1));
    assertEquals(IdPalette.colour(5), over.colour(2, 1), "its outline");
    assertTrue(over.colour(0, 1) != 0x808080 && over.colour(0, 1) != IdPalette.colour(5));
    IntImage other = IntImage.zeros(5, 4);
    assertThrows(IllegalArgumentException.class, () -> Overlay.of(grey, other));
  }
}
