/**
 * What went wrong, as gRPC says it: reasons, field violations, the one mapping from problems of
 * scenes to statuses. Depends on the actors' model and grpc only.
 */
@NullMarked
package io.splatlas.gateway.status;

import org.jspecify.annotations.NullMarked;
