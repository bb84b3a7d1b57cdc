/**
 * Studying how long ids last: a capture is streamed in iterations instead of seconds, so that two
 * runs are alike. Depends on {@code offline}, {@code dataset}, {@code eval} and the actors'
 * clustering and registry; knows no server.
 */
@NullMarked
package io.splatlas.ops.study.identity;

import org.jspecify.annotations.NullMarked;
