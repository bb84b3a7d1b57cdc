/** Who did what: entries and where they go. Depends on nothing of the gateway. */
@NullMarked
package io.splatlas.gateway.audit;

import org.jspecify.annotations.NullMarked;
