/**
 * Pekko Persistence on the local disk: a journal of checksummed, synced segment files and a store
 * of snapshots as sealed blobs, one folder per persistence id. Knows nothing of what the events
 * mean; depends on {@code disk} and {@code blob}.
 */
@NullMarked
package io.splatlas.actors.journal;

import org.jspecify.annotations.NullMarked;
