package io.splatlas.gpu;

/**
 * What one optimisation step saw, before its update.
 *
 * @param loss the total
 * @param l1 mean absolute colour error, 0..1
 * @param ssim mean structural similarity, -1..1
 * @param psnr dB, over valid pixels
 * @param depthError mean relative depth error, 0 without depth
 * @param visible Gaussians that reached the image
 */
public record StepReport(
    double loss, double l1, double ssim, double psnr, double depthError, int visible) {}
