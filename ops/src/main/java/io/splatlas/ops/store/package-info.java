/**
 * Where a server keeps what must outlive it besides its own disk: PostgreSQL for the history of
 * instances, S3-compatible object stores for checkpoints. Depends on actors.
 */
@NullMarked
package io.splatlas.ops.store;

import org.jspecify.annotations.NullMarked;
