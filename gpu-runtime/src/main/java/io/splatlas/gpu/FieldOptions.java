package io.splatlas.gpu;

/**
 * How the semantic field is refined (METHOD sections 4 and 5).
 *
 * @param pixelWeight weight of the pixel-level L1, at least 0, published value 1
 * @param instanceWeight weight of the instance-level L1, at least 0, published value 0.3
 * @param contrastWeight weight of the contrastive loss, at least 0, published value 0.05
 * @param neighbourWeight weight of the regulariser over pairs, at least 0, published value 0.1
 * @param onScreen whether pixels are members of the groups that the contrastive loss compares (2D)
 * @param inSpace whether Gaussians are (3D)
 * @param temperature of the contrastive loss, above 0, published value 0.1
 * @param alike groups whose means have at least this cosine do not repel each other, -1..1,
 *     published value 0.96
 * @param rate Adam's learning rate, at least 0, published value 2.5e-3
 * @param origin what features are measured from before directions are compared, D values: without
 *     it, features that are all positive would all look alike
 */
public record FieldOptions(
    float pixelWeight,
    float instanceWeight,
    float contrastWeight,
    float neighbourWeight,
    boolean onScreen,
    boolean inSpace,
    float temperature,
    float alike,
    float rate,
    float[] origin) {
  public FieldOptions {
    for (float weight :
        new float[] {pixelWeight, instanceWeight, contrastWeight, neighbourWeight, rate}) {
      if (!(weight >= 0) || Float.isInfinite(weight)) {
        throw new IllegalArgumentException(
            "weights and the rate must be finite and at least 0, got " + weight);
      }
    }
    if (!(temperature > 0) || !(alike >= -1 && alike <= 1)) {
      throw new IllegalArgumentException(
          "temperature must be above 0 and alike -1..1, got %s and %s"
              .formatted(temperature, alike));
    }
    for (float value : origin) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException("the origin must be finite, got " + value);
      }
    }
  }

  /** The published weights. */
  public static FieldOptions published(float[] origin) {
    return new FieldOptions(1, 0.3f, 0.05f, 0.1f, true, true, 0.1f, 0.96f, 2.5e-3f, origin);
  }

  /** Whether members of groups are compared at all. */
  public boolean contrasts() {
    return contrastWeight > 0 && (onScreen || inSpace);
  }

  /** These options with another learning rate. */
  public FieldOptions withRate(float newRate) {
    return new FieldOptions(
        pixelWeight,
        instanceWeight,
        contrastWeight,
        neighbourWeight,
        onScreen,
        inSpace,
        temperature,
        alike,
        newRate,
        origin);
  }
}
