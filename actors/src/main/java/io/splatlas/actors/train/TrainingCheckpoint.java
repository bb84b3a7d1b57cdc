package io.splatlas.actors.train;

import io.splatlas.gpu.GaussianSnapshot;

/**
 * Everything training needs to go on later. The optimiser's moments are not part of it: they are
 * three times the size of the rest that matters and are back within some tens of steps.
 *
 * @param gaussians with identities, instance ids and lifted sums
 * @param revision of the instances whose ids the Gaussians carry
 * @param progress of training at the very same moment
 */
public record TrainingCheckpoint(
    GaussianSnapshot gaussians, long revision, TrainingProgress progress) {}
