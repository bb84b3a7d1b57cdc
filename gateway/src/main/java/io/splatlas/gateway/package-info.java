/**
 * The doors of Splatlas: gRPC services of splatlas.v1 over Pekko Streams. Here lies what all
 * services share: configuration and what the gateway reports. Depends on actors and proto; ops
 * depends on it.
 */
@NullMarked
package io.splatlas.gateway;

import org.jspecify.annotations.NullMarked;
