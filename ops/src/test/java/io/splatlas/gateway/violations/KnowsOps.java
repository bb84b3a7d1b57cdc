package io.splatlas.gateway.violations;

import io.splatlas.ops.violations.SleepyTests;

/** Breaks: the gateway does not know ops. */
public record KnowsOps(SleepyTests ops) {}
