/**
 * The values that scenes speak in: options, frames, instances, changes. Plain records; depends on
 * nothing but the device's values.
 */
@NullMarked
package io.splatlas.actors.model;

import org.jspecify.annotations.NullMarked;
