/** TLS and mutual TLS from files that may change while the server runs. Depends on grpc only. */
@NullMarked
package io.splatlas.gateway.tls;

import org.jspecify.annotations.NullMarked;
