/**
 * Where frames were really taken: poses that a robot told, made consistent with what its
 * photographs show (bundle adjustment). Pure; depends on image, features and geometry.
 */
@NullMarked
package io.splatlas.actors.pose;

import org.jspecify.annotations.NullMarked;
