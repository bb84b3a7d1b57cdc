/**
 * What the commands under {@code splatlas bench} time and how they report it: captures as scenes to
 * train, a server asked for renders. May depend on {@code dataset}, {@code picture}, {@code
 * client}, on the device's benchmarks and on Jackson; nothing but commands depends on it.
 */
@NullMarked
package io.splatlas.ops.bench;

import org.jspecify.annotations.NullMarked;
