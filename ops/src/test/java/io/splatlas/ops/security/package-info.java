/** Tests of certificates, tokens and the audit log. */
@NullMarked
package io.splatlas.ops.security;

import org.jspecify.annotations.NullMarked;
