package io.splatlas.gpu.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The compiled kernels that ship: see docs/CUDA.md for how they are made. */
final class Ptx {
  private static final String RESOURCE = "splatlas.ptx";

  private Ptx() {}

  static String text() {
    try (InputStream in = Ptx.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the kernels (" + RESOURCE + ") are not in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the kernels cannot be read", e);
    }
  }
}
