/**
 * Running Splatlas: command line, metrics, health, replay, evaluation. May depend on every other
 * module; nothing depends on it.
 */
@NullMarked
package io.splatlas.ops;

import org.jspecify.annotations.NullMarked;
