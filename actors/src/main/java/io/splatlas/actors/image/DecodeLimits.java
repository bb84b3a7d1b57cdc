package io.splatlas.actors.image;

/**
 * How large an image may be; checked before it is decoded.
 *
 * @param maxBytes compressed, default 16 MiB
 * @param maxSide pixels, default 16,384
 * @param maxPixels width times height, default 64 Mi, and on a small heap fewer: see {@link
 *     #ofHeap}
 */
public record DecodeLimits(int maxBytes, int maxSide, int maxPixels) {
  public static final DecodeLimits DEFAULTS = new DecodeLimits(16 << 20, 16_384, 64 << 20);

  /**
   * The defaults, but no image that this process could not hold beside all else: a picture of one
   * colour has 64 million pixels in 200 kB, and intrinsics to match are easily written.
   */
  public static DecodeLimits ofHeap() {
    return ofHeap(Runtime.getRuntime().maxMemory());
  }

  static DecodeLimits ofHeap(long heapBytes) {
    return new DecodeLimits(
        DEFAULTS.maxBytes,
        DEFAULTS.maxSide,
        (int) Math.min(DEFAULTS.maxPixels, DecodeMemory.most(heapBytes)));
  }

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
