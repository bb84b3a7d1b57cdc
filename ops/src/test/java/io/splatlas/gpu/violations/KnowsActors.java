package io.splatlas.gpu.violations;

import io.splatlas.actors.model.Instance;

/** Breaks: the device knows no module above it. */
public record KnowsActors(Instance instance) {}
