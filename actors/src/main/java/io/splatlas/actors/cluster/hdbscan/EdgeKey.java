package io.splatlas.actors.cluster.hdbscan;

/**
 * The first two parts of the order of edges, squared mutual reachability distance and squared
 * distance, packed into a long that orders like the pair: bits of non-negative floats order like
 * the floats.
 */
final class EdgeKey {
  /** Not below any edge. */
  static final long NONE = of(Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY);

  private EdgeKey() {}

  static long of(float squaredReachability, float squaredDistance) {
    return (long) Float.floatToRawIntBits(squaredReachability) << 32
        | Float.floatToRawIntBits(squaredDistance);
  }

  static float squaredReachability(long key) {
    return Float.intBitsToFloat((int) (key >>> 32));
  }

  static float squaredDistance(long key) {
    return Float.intBitsToFloat((int) key);
  }
}
