package io.splatlas.actors.distill;

/**
 * An image as luminance and two opponent colours, each 0..1: L = (r + g + b) / 3, A = (r - g + 1) /
 * 2, B = ((r + g) / 2 - b + 1) / 2.
 *
 * @param width pixels
 * @param height pixels
 * @param channels three planes
 */
record OpponentImage(int width, int height, float[][] channels) {

  static OpponentImage of(int width, int height, byte[] rgb) {
    float[][] channels = new float[3][width * height];
    for (int i = 0; i < width * height; i++) {
      float r = (rgb[3 * i] & 0xff) / 255f;
      float g = (rgb[3 * i + 1] & 0xff) / 255f;
      float b = (rgb[3 * i + 2] & 0xff) / 255f;
      channels[0][i] = (r + g + b) / 3;
      channels[1][i] = (r - g + 1) / 2;
      channels[2][i] = ((r + g) / 2 - b + 1) / 2;
    }
    return new OpponentImage(width, height, channels);
  }

  /** Luminance, the border repeated. */
  float luminance(int x, int y) {
    return channels[0][Math.clamp(y, 0, height - 1) * width + Math.clamp(x, 0, width - 1)];
  }
}
