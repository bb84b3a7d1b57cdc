package io.splatlas.ops.metrics;

import java.util.function.Supplier;

/**
 * What probes ask. Each answers why not; empty = yes.
 *
 * @param dead only a restart helps: {@code /health}
 * @param notReady no work should be sent now: {@code /ready}
 */
public record Health(Supplier<String> dead, Supplier<String> notReady) {}
