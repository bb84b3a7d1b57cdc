/** Tests of traces. */
@NullMarked
package io.splatlas.ops.tracing;

import org.jspecify.annotations.NullMarked;
