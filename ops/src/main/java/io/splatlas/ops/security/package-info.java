/**
 * Certificates and tokens for development, and the file of who did what. Depends on the gateway's
 * values only.
 */
@NullMarked
package io.splatlas.ops.security;

import org.jspecify.annotations.NullMarked;
