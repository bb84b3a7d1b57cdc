/**
 * What actors report about their work, for metrics and logs. Sinks implement it; the pipeline knows
 * none of them.
 */
@NullMarked
package io.splatlas.actors.telemetry;

import org.jspecify.annotations.NullMarked;
