package io.splatlas.gpu.violations.left;

import io.splatlas.gpu.violations.right.Right;

/** Breaks: no cycles between packages (with {@link Right}); and its package is not null-marked. */
public record Left(Right right) {}
