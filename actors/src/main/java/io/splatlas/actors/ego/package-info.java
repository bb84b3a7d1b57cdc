/**
 * What a camera sees of the robot that carries it: found by what stays where it is in the image
 * while the camera moves, and left out of what is learnt.
 */
@NullMarked
package io.splatlas.actors.ego;

import org.jspecify.annotations.NullMarked;
