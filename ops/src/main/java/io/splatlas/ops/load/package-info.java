/**
 * Load from outside: many robots, subscribers and scenes as real gRPC clients against one server,
 * what they wait for, and what the server's memory and threads do meanwhile. Depends on {@code
 * client}, {@code replay}, {@code dataset} and {@code picture}.
 */
@NullMarked
package io.splatlas.ops.load;

import org.jspecify.annotations.NullMarked;
