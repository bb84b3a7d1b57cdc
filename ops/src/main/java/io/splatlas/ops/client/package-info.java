/**
 * Talking to a Splatlas server over gRPC, as any application would. Depends on {@code proto} only.
 */
@NullMarked
package io.splatlas.ops.client;

import org.jspecify.annotations.NullMarked;
