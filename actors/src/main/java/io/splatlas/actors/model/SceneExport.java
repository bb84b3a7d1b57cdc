package io.splatlas.actors.model;

import io.splatlas.gpu.GaussianSnapshot;
import java.util.List;

/**
 * A consistent copy of a scene for export.
 *
 * @param scene id
 * @param gaussians with instance ids of {@code revision}
 * @param instances alive
 * @param revision of the instances
 * @param iteration training iterations done
 */
public record SceneExport(
    String scene,
    GaussianSnapshot gaussians,
    List<Instance> instances,
    long revision,
    long iteration) {}
