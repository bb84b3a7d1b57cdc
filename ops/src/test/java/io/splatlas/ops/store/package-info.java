/** Stores outside the data folder, against real servers. */
@NullMarked
package io.splatlas.ops.store;

import org.jspecify.annotations.NullMarked;
