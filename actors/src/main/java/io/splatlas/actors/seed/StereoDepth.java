package io.splatlas.actors.seed;

/**
 * Depth of a reduced image as stereo found it.
 *
 * @param inverse 1/z per pixel, per metre; 0 = not known
 * @param confidence 0..1 per pixel
 * @param step distance of the swept planes in 1/z, per metre
 */
record StereoDepth(float[] inverse, float[] confidence, float step) {}
