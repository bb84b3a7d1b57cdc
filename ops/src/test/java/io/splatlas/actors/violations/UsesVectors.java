package io.splatlas.actors.violations;

import jdk.incubator.vector.FloatVector;

/** Breaks: the Vector API stays in kernel packages. */
public record UsesVectors(FloatVector vector) {}
