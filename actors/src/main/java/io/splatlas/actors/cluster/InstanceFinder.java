package io.splatlas.actors.cluster;

/**
 * Finds instances in a snapshot of Gaussians. Pure and deterministic; runs beside training on its
 * own dispatcher.
 */
public interface InstanceFinder {
  /** Clusters a snapshot; the same input gives the same result. */
  ClusteringResult find(ClusteringInput input);
}
