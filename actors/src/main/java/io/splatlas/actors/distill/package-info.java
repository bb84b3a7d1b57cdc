/** From 2D to the semantic field: teachers, keyframes, lifting. */
@NullMarked
package io.splatlas.actors.distill;

import org.jspecify.annotations.NullMarked;
