/**
 * Where large values are kept as a whole, by name: checkpoints and snapshots. Depends on {@code
 * disk}; knows nothing of what the values mean.
 */
@NullMarked
package io.splatlas.actors.blob;

import org.jspecify.annotations.NullMarked;
