package io.splatlas.ops.picture;

/**
 * A font of 5x7 pixels for captions: servers have no fonts installed, and Java draws no text
 * without one. Printable ASCII; anything else is drawn as a question mark.
 */
final class PixelFont {

  static final int WIDTH = 5;
  static final int HEIGHT = 7;

  private static final int ADVANCE = WIDTH + 1;
  private static final char FIRST = ' ';

  /**
   * From space to tilde, 35 bits each: rows from the top, pixels from the left, the last pixel in
   * the lowest bit.
   */
  private static final long[] GLYPHS = {
    0x000000000L, 0x108421004L, 0x294000000L, 0x295f57d4aL, 0x11f4717c4L,
    0x672222273L, 0x32544564dL, 0x108000000L, 0x088842082L, 0x208210888L,
    0x009575480L, 0x0084f9080L, 0x000001888L, 0x0000f8000L, 0x00000018cL,
    0x042222210L, 0x3a33ae62eL, 0x11842108eL, 0x3a211111fL, 0x7c441062eL,
    0x08ca97c42L, 0x7e1e0862eL, 0x1910f462eL, 0x7c2222108L, 0x3a317462eL,
    0x3a317844cL, 0x018c03180L, 0x018c03088L, 0x088882082L, 0x001f07c00L,
    0x208208888L, 0x3a2111004L, 0x3a37ade0eL, 0x3a31fc631L, 0x7a31f463eL,
    0x3a308422eL, 0x72518c65cL, 0x7e10f421fL, 0x7e10f4210L, 0x3a30bc62fL,
    0x4631fc631L, 0x38842108eL, 0x1c4210a4cL, 0x4654c5251L, 0x42108421fL,
    0x4775ac631L, 0x4639ace31L, 0x3a318c62eL, 0x7a31f4210L, 0x3a318d64dL,
    0x7a31f5251L, 0x3e107043eL, 0x7c8421084L, 0x46318c62eL, 0x46318c544L,
    0x4631ad771L, 0x462a22a31L, 0x462a21084L, 0x7c222221fL, 0x39084210eL,
    0x3a2111004L, 0x38421084eL, 0x115100000L, 0x00000001fL, 0x3a2111004L,
    0x000e0be2fL, 0x4216cc63eL, 0x000e8422eL, 0x042d9c62fL, 0x000e8fe0eL,
    0x1928e2108L, 0x01f18bc2eL, 0x4216cc631L, 0x100c2108eL, 0x080610a4cL,
    0x4212a6292L, 0x30842108eL, 0x001aad631L, 0x0016cc631L, 0x000e8c62eL,
    0x001e8fa10L, 0x000d9bc21L, 0x0016cc210L, 0x000e8383eL, 0x211c42126L,
    0x00118c66dL, 0x00118c544L, 0x00118d6aaL, 0x001151151L, 0x00118bc2eL,
    0x001f1111fL, 0x3a2111004L, 0x108421084L, 0x3a2111004L, 0x0008a8800L
  };

  private PixelFont() {}

  /**
   * Draws a line of text with its top left corner at (x, y), characters that would reach past
   * {@code right} left out.
   *
   * @param colour as 0xRRGGBB
   */
  static void draw(RgbImage image, String text, int x, int y, int right, int colour) {
    int limit = Math.min(right, image.width());
    int left = x;
    for (int i = 0; i < text.length() && left + WIDTH <= limit; i++) {
      drawGlyph(image, glyph(text.charAt(i)), left, y, colour);
      left += ADVANCE;
    }
  }

  private static void drawGlyph(RgbImage image, long glyph, int x, int y, int colour) {
    for (int bit = 0; bit < WIDTH * HEIGHT; bit++) {
      int row = y + bit / WIDTH;
      boolean ink = (glyph >> (WIDTH * HEIGHT - 1 - bit) & 1) != 0;
      if (ink && row < image.height()) {
        image.set(x + bit % WIDTH, row, colour);
      }
    }
  }

  private static long glyph(char character) {
    int index = character - FIRST;
    return index >= 0 && index < GLYPHS.length ? GLYPHS[index] : GLYPHS['?' - FIRST];
  }
}
