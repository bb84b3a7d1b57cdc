package io.splatlas.gpu;

import org.jspecify.annotations.Nullable;

/**
 * A finished render; a layer that was not asked for is null. Arrays belong to the caller.
 *
 * @param width pixels
 * @param height pixels
 * @param colour interleaved, 3 * width * height, not clamped
 * @param depth metres, width * height
 * @param alpha 0..1, width * height
 * @param features planar, D * width * height
 * @param ids instance ids, width * height
 */
public record RenderedView(
    int width,
    int height,
    float @Nullable [] colour,
    float @Nullable [] depth,
    float @Nullable [] alpha,
    float @Nullable [] features,
    int @Nullable [] ids) {}
