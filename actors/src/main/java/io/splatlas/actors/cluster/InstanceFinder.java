package io.splatlas.actors.cluster;

/**
 * Finds instances in a snapshot of Gaussians. Pure and deterministic; runs beside training on its
 * own dispatcher.
 */
public interface InstanceFinder {
  ClusteringResult find(ClusteringInput input);
}
