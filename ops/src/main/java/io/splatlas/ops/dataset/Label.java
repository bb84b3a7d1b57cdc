package io.splatlas.ops.dataset;

/**
 * A ground-truth object of a scene.
 *
 * @param id the value of its pixels in instance masks, at least 1
 * @param name for people
 * @param kind {@code object} (a thing), {@code fixture} (a built-in thing), {@code structure}
 *     (wall, floor, ceiling), or empty when the capture does not say
 */
public record Label(int id, String name, String kind) {}
