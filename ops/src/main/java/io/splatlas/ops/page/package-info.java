/**
 * The live page: static files of {@code src/main/web}, and an HTTP interface for them that
 * translates the gateway's gRPC services into JSON, images and server-sent events. It is a client
 * of the gateway like any other and of the history that telemetry leaves; it knows no actors. Every
 * request is a read.
 */
@NullMarked
package io.splatlas.ops.page;

import org.jspecify.annotations.NullMarked;
