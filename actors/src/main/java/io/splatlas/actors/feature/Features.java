package io.splatlas.actors.feature;

/**
 * Interest points of an image and their descriptors.
 *
 * @param count number of points
 * @param u image positions, pixels of the full image
 * @param v image positions, pixels of the full image
 * @param descriptors {@code length} values a point, unit length
 * @param white sign of the Laplacian: only blobs of the same sign can match
 * @param length values a descriptor
 */
public record Features(
    int count, float[] u, float[] v, float[] descriptors, boolean[] white, int length) {}
