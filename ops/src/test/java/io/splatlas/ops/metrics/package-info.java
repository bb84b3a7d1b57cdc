/** The operators' endpoint over HTTP. */
@NullMarked
package io.splatlas.ops.metrics;

import org.jspecify.annotations.NullMarked;
