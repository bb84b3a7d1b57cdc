/**
 * InstanceService: lists and watches; conflation for slow subscribers. Depends on access, convert,
 * status, stream.
 */
@NullMarked
package io.splatlas.gateway.instance;

import org.jspecify.annotations.NullMarked;
