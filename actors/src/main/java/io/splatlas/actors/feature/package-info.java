/**
 * Interest points of photographs and which of two views show the same thing. Pure; depends on image
 * and geometry.
 */
@NullMarked
package io.splatlas.actors.feature;

import org.jspecify.annotations.NullMarked;
