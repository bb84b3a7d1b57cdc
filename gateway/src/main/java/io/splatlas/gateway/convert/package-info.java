/**
 * Values of the contract to values of the actors and back, and the checks on those that several
 * services share. Pure functions; depends on status.
 */
@NullMarked
package io.splatlas.gateway.convert;

import org.jspecify.annotations.NullMarked;
