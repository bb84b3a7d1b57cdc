/**
 * The doors: gRPC services of {@code splatlas.v1} bridged to actors over Pekko Streams, with flow
 * control in both directions. The only place where messages of the contract and commands of actors
 * meet.
 */
@NullMarked
package io.splatlas.gateway;

import org.jspecify.annotations.NullMarked;
