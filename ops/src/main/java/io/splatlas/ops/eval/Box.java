package io.splatlas.ops.eval;

/**
 * An axis-aligned box in the world, metres.
 *
 * @param minX smallest x
 * @param minY smallest y
 * @param minZ smallest z
 * @param maxX largest x, not below minX
 * @param maxY largest y, not below minY
 * @param maxZ largest z, not below minZ
 */
public record Box(double minX, double minY, double minZ, double maxX, double maxY, double maxZ) {

  public Box {
    if (!(minX <= maxX && minY <= maxY && minZ <= maxZ)) {
      throw new IllegalArgumentException("a box must not end before it starts");
    }
  }

  /** Cubic metres. */
  public double volume() {
    return (maxX - minX) * (maxY - minY) * (maxZ - minZ);
  }

  /** Intersection over union of volumes, in [0, 1]; 0 where both are flat. */
  public double iou(Box other) {
    double shared =
        overlap(minX, maxX, other.minX, other.maxX)
            * overlap(minY, maxY, other.minY, other.maxY)
            * overlap(minZ, maxZ, other.minZ, other.maxZ);
    double union = volume() + other.volume() - shared;
    return union > 0 ? shared / union : 0;
  }

  private static double overlap(double minA, double maxA, double minB, double maxB) {
    return Math.max(0, Math.min(maxA, maxB) - Math.max(minA, minB));
  }
}
