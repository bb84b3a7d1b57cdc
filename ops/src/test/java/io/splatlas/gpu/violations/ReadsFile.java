package io.splatlas.gpu.violations;

import java.io.FileInputStream;

/** Breaks: the device knows no java.io files. */
public record ReadsFile(FileInputStream in) {}
