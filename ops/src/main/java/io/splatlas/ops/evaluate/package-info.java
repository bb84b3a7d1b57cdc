/** Evaluating a capture end to end: stream, watch, finish, render, score, picture. */
@NullMarked
package io.splatlas.ops.evaluate;

import org.jspecify.annotations.NullMarked;
