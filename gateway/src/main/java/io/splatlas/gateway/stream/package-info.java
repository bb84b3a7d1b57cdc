/**
 * Calls of grpc-java as ends of Pekko streams, with real flow control in both directions. Depends
 * on status only; knows no scenes.
 */
@NullMarked
package io.splatlas.gateway.stream;

import org.jspecify.annotations.NullMarked;
