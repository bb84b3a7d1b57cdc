/**
 * From compressed bytes that nobody trusts to images a device can learn from: bounded decoding,
 * undistortion, scaling. Pure; depends on geometry and the model.
 */
@NullMarked
package io.splatlas.actors.image;

import org.jspecify.annotations.NullMarked;
