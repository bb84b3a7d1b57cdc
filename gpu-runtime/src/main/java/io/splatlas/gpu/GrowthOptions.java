package io.splatlas.gpu;

/**
 * How to adapt the number and places of Gaussians.
 *
 * @param target number wanted after this call; growth never passes it nor the capacity
 * @param opacityFloor Gaussians below this opacity are relocated, default 0.005
 * @param positionNoise scale of the exploration noise added to uncertain Gaussians, metres, 0 for
 *     none
 * @param seed of all random draws
 */
public record GrowthOptions(int target, float opacityFloor, float positionNoise, long seed) {}
