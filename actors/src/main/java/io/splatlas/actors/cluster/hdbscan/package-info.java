/**
 * Exact, parallel, deterministic HDBSCAN: core distances and the mutual-reachability spanning tree
 * over a kd-tree, the condensed tree, the choice of clusters, membership probabilities and outlier
 * scores. Pure computation on arrays: no actors, no Gaussians. Depends on the spatial package and
 * the JDK only.
 */
@NullMarked
package io.splatlas.actors.cluster.hdbscan;

import org.jspecify.annotations.NullMarked;
