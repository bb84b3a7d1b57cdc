/** Assembling and running a server in this process: actors, gateway, metrics endpoint. */
@NullMarked
package io.splatlas.ops.server;

import org.jspecify.annotations.NullMarked;
