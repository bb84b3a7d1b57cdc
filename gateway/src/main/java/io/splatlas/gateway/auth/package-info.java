/**
 * Who calls and what they may do: principals, scopes, bearer tokens. Depends on status and on the
 * token library only; services ask {@link io.splatlas.gateway.auth.Principal#current()}.
 */
@NullMarked
package io.splatlas.gateway.auth;

import org.jspecify.annotations.NullMarked;
