package io.splatlas.ops.models;

import java.io.IOException;
import java.net.URI;

/** An address that did not answer: what is wrong is the way to it, not what is there. */
public final class UnreachableException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * A failure to connect.
   *
   * @param address that was asked
   */
  UnreachableException(URI address, IOException why) {
    super(address + " cannot be reached: " + Transfer.reason(why), why);
  }
}
