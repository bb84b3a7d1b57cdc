/** What one principal may use, so that nobody can hurt the others. Depends on status and auth. */
@NullMarked
package io.splatlas.gateway.limit;

import org.jspecify.annotations.NullMarked;
