package io.splatlas.ops.offline;

/**
 * How well held-out views are rendered.
 *
 * @param views how many
 * @param psnr mean, dB
 * @param ssim mean
 */
public record HeldOutScore(int views, double psnr, double ssim) {}
