package io.splatlas.actors.train;

import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.gpu.GaussianSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Everything training needs to go on later. The optimiser's moments are not part of it: they are
 * three times the size of the rest that matters and are back within some tens of steps.
 *
 * @param gaussians with identities, instance ids and lifted sums
 * @param revision of the instances whose ids the Gaussians carry
 * @param progress of training at the very same moment
 * @param projection of the teacher's features onto the lifted ones, which mean nothing without it;
 *     null when nothing is lifted, or it was not stored yet (before version 2)
 */
public record TrainingCheckpoint(
    GaussianSnapshot gaussians,
    long revision,
    TrainingProgress progress,
    @Nullable FeatureProjection projection) {}
