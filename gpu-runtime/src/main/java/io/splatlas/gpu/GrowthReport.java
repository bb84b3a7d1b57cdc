package io.splatlas.gpu;

/**
 * What a growth step did.
 *
 * @param relocated dead Gaussians moved onto live ones
 * @param added new Gaussians
 * @param count Gaussians now
 */
public record GrowthReport(int relocated, int added, int count) {}
