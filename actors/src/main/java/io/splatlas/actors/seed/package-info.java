/**
 * Where new Gaussians start: from depth, from points the robot knows, from stereo between views,
 * and at random as the last resort. Pure: no actors, no files; depends on image and geometry.
 */
@NullMarked
package io.splatlas.actors.seed;

import org.jspecify.annotations.NullMarked;
