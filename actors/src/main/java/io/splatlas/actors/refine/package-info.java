/**
 * Refining the semantic field by gradient between clusterings (METHOD sections 3 to 5): which views
 * and which instances teach, what the crops of an instance say, which Gaussians are neighbours, and
 * in which order clustering and refinement alternate. Depends on teachers, the runtime, training's
 * model of a scene, the model.
 */
@NullMarked
package io.splatlas.actors.refine;

import org.jspecify.annotations.NullMarked;
