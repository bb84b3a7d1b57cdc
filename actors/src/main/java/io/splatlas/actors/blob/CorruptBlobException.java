package io.splatlas.actors.blob;

import java.io.IOException;

/** A blob is not what was written: cut off, altered, or of a format this version cannot read. */
public final class CorruptBlobException extends IOException {
  private static final long serialVersionUID = 1L;

  public CorruptBlobException(String name, String what) {
    super(name + " " + what);
  }
}
