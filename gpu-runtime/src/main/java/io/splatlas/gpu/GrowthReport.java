package io.splatlas.gpu;

/**
 * What a growth step did.
 *
 * @param relocated dead Gaussians moved onto live ones
 * @param added new Gaussians that were split from live ones
 * @param count Gaussians now, dead ones included
 */
public record GrowthReport(int relocated, int added, int count) {}
