package io.splatlas.actors.cluster;

/**
 * Segments of a surfel cloud.
 *
 * @param labels segment per surfel, -1 = none
 * @param probabilities membership per surfel, 0..1
 * @param background per segment: a supporting or enclosing surface
 */
record Segments(int[] labels, float[] probabilities, boolean[] background) {}
