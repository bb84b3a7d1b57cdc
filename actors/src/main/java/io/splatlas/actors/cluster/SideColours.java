package io.splatlas.actors.cluster;

/**
 * Colours as they are some spacings inside a segment: averaged over neighbours of the same segment,
 * a few times. Reconstruction blurs the colour over a border, so that surfels right at a seam look
 * alike from both sides; and texture makes any two neighbours differ.
 */
final class SideColours {
  private static final int ROUNDS = 3;

  private final SurfelCloud cloud;
  private final int[] labels;
  private final float[][] colour;
  private final float[] texture;

  /**
   * @param labels segment per surfel, negative = none
   */
  SideColours(SurfelCloud cloud, int[] labels) {
    this.cloud = cloud;
    this.labels = labels;
    this.texture = new float[cloud.size()];
    float[][] smooth = cloud.colour();
    for (int round = 0; round < ROUNDS; round++) {
      smooth = averaged(smooth);
    }
    this.colour = smooth;
    for (int i = 0; i < cloud.size(); i++) {
      texture[i] = difference(cloud.colour(), i, colour, i);
    }
  }

  private float[][] averaged(float[][] before) {
    float[][] after = new float[3][cloud.size()];
    for (int i = 0; i < cloud.size(); i++) {
      int count = 1;
      float r = before[0][i];
      float g = before[1][i];
      float b = before[2][i];
      for (int j = 0; labels[i] >= 0 && j < cloud.k(); j++) {
        int other = cloud.neighbours()[i * cloud.k() + j];
        if (other >= 0 && labels[other] == labels[i]) {
          r += before[0][other];
          g += before[1][other];
          b += before[2][other];
          count++;
        }
      }
      after[0][i] = r / count;
      after[1][i] = g / count;
      after[2][i] = b / count;
    }
    return after;
  }

  /** A channel (red, green, blue) of the colour around a surfel in its segment, 0..1. */
  float colour(int channel, int i) {
    return colour[channel][i];
  }

  /** The largest difference of a channel between the insides of two surfels' segments, 0..1. */
  float contrast(int i, int other) {
    return difference(colour, i, colour, other);
  }

  /** How far a surfel's colour is from that of its surroundings in its segment, 0..1. */
  float texture(int i) {
    return texture[i];
  }

  private static float difference(float[][] a, int i, float[][] b, int j) {
    float largest = 0;
    for (int channel = 0; channel < 3; channel++) {
      largest = Math.max(largest, Math.abs(a[channel][i] - b[channel][j]));
    }
    return largest;
  }
}
