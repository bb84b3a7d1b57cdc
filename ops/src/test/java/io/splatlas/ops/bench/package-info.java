/** Tests of what the benchmarks time and report. */
@NullMarked
package io.splatlas.ops.bench;

import org.jspecify.annotations.NullMarked;
