/**
 * Neighbour structures over plain point arrays: the kd-tree, its k-nearest-neighbour queries, and
 * the small fork-join helper they and their users share. Nothing here knows what a point means; the
 * package depends on the JDK and its Vector API only.
 */
@NullMarked
package io.splatlas.actors.spatial;

import org.jspecify.annotations.NullMarked;
