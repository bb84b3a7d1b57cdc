package io.splatlas.gpu.violations.right;

import io.splatlas.gpu.violations.left.Left;

/** Breaks: no cycles between packages (with {@link Left}). */
public record Right(Left left) {}
