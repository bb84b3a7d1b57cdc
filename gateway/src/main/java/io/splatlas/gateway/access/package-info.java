/** Asking scenes: finding them, timeouts, client deadlines. Depends on actors and status. */
@NullMarked
package io.splatlas.gateway.access;

import org.jspecify.annotations.NullMarked;
