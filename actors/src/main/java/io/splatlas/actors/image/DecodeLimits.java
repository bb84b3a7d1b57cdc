package io.splatlas.actors.image;

/**
 * How large an image may be; checked before it is decoded.
 *
 * @param maxBytes compressed, default 16 MiB
 * @param maxSide pixels, default 16,384
 * @param maxPixels width times height, default 64 Mi
 */
public record DecodeLimits(int maxBytes, int maxSide, int maxPixels) {
  public static final DecodeLimits DEFAULTS = new DecodeLimits(16 << 20, 16_384, 64 << 20);

  /** Refuses what is too large. */
  void check(String what, int bytes, int width, int height) throws DecodeException {
    if (bytes > maxBytes) {
      throw tooLarge("the %s has %,d bytes, at most %,d".formatted(what, bytes, maxBytes));
    }
    if (width > maxSide || height > maxSide || (long) width * height > maxPixels) {
      throw tooLarge(
          "the %s is %dx%d pixels, at most %,d a side and %,d in all"
              .formatted(what, width, height, maxSide, maxPixels));
    }
  }

  private static DecodeException tooLarge(String message) {
    return new DecodeException(DecodeException.Fault.TOO_LARGE, message);
  }
}
