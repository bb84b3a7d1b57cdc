package io.splatlas.actors.distill.clip;

/**
 * From 8-bit colour to what an image encoder takes.
 *
 * @param size side of the square an encoder takes, pixels, 1..1024
 * @param mean subtracted from red, green, blue in 0..1
 * @param deviation they are divided by, above 0
 */
record PixelScale(int size, float[] mean, float[] deviation) {
  /** OpenAI's, which nearly all CLIP models share. */
  static final float[] MEAN = {0.48145467f, 0.4578275f, 0.40821072f};

  static final float[] DEVIATION = {0.26862955f, 0.2613026f, 0.2757771f};

  /**
   * A window of an image, planar.
   *
   * @param rgb interleaved, of an image {@code width} pixels wide
   * @return 3 * size * size
   */
  float[] window(byte[] rgb, int width, int left, int top) {
    float[] planes = new float[3 * size * size];
    for (int channel = 0; channel < 3; channel++) {
      for (int y = 0; y < size; y++) {
        int from = 3 * ((top + y) * width + left) + channel;
        int to = (channel * size + y) * size;
        for (int x = 0; x < size; x++) {
          float value = (rgb[from + 3 * x] & 0xff) / 255f;
          planes[to + x] = (value - mean[channel]) / deviation[channel];
        }
      }
    }
    return planes;
  }

  /**
   * CLIP's preprocessing of a whole image: the shorter side scaled to {@link #size}, the middle cut
   * out.
   *
   * @param rgb interleaved, 3 * width * height
   * @return planar, 3 * size * size
   */
  float[] whole(byte[] rgb, int width, int height) {
    int shorter = Math.min(width, height);
    int newWidth = (int) ((long) size * width / shorter);
    int newHeight = (int) ((long) size * height / shorter);
    byte[] scaled = Bicubic.resize(rgb, width, height, newWidth, newHeight);
    int left = (int) Math.rint((newWidth - size) / 2.0);
    int top = (int) Math.rint((newHeight - size) / 2.0);
    return window(scaled, newWidth, left, top);
  }
}
