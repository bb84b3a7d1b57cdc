package io.splatlas.gpu.violations;

import java.nio.file.Path;

/** Breaks: the device knows no java.nio files. */
public record ReadsPath(Path path) {}
