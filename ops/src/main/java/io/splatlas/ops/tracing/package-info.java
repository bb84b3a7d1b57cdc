/**
 * Traces of frames: Micrometer Tracing over OpenTelemetry, sent to a collector that the operator
 * names. A sink of telemetry; the pipeline knows nothing of it.
 */
@NullMarked
package io.splatlas.ops.tracing;

import org.jspecify.annotations.NullMarked;
