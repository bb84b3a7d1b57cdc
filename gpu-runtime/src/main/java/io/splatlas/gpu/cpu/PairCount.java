package io.splatlas.gpu.cpu;

/**
 * What blending one view takes.
 *
 * @param visited (Gaussian, pixel) pairs that are computed: 16 a row that an entry touches
 * @param blended pairs of which alpha is at least 1/255 at a pixel that is not finished
 * @param entries (Gaussian, tile) pairs
 */
public record PairCount(long visited, long blended, long entries) {}
