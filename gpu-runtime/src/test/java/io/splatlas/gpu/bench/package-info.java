/** Tests of the benchmarks: that they run and that what they say adds up, never how fast. */
@NullMarked
package io.splatlas.gpu.bench;

import org.jspecify.annotations.NullMarked;
