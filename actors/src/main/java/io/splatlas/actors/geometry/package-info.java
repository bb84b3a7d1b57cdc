/**
 * Cameras and poses as numbers: rigidity, small fixed-size maths, lens distortion. Pure; depends on
 * the device's values and the model only.
 */
@NullMarked
package io.splatlas.actors.geometry;

import org.jspecify.annotations.NullMarked;
