/**
 * Checkpoints of scenes: their format and how they are kept. Depends on {@code blob}, {@code
 * train}'s values and the device's; knows no actors.
 */
@NullMarked
package io.splatlas.actors.checkpoint;

import org.jspecify.annotations.NullMarked;
