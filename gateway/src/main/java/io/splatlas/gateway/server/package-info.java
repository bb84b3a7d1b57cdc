/**
 * The server: sockets, limits, health, reflection, shutdown; puts the services together. Depends on
 * all other packages of the gateway.
 */
@NullMarked
package io.splatlas.gateway.server;

import org.jspecify.annotations.NullMarked;
