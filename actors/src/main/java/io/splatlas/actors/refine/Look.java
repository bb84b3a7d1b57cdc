package io.splatlas.actors.refine;

import io.splatlas.gpu.GaussianSnapshot;
import java.util.List;

/**
 * What a stage begins with.
 *
 * @param ids instance per pixel of each keyframe
 * @param snapshot the Gaussians
 */
record Look(List<int[]> ids, GaussianSnapshot snapshot) {}
