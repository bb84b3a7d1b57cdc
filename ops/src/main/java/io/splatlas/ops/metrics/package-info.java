/** What the stages report, as Micrometer metrics, and the operators' HTTP endpoint. */
@NullMarked
package io.splatlas.ops.metrics;

import org.jspecify.annotations.NullMarked;
