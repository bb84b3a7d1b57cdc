package io.splatlas.actors.image;

/** Bytes that are not the image they should be. The message says what was found and expected. */
public final class DecodeException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of fault. */
  public enum Fault {
    /** Not an image of the stated encoding, cut short, or of an unsupported kind. */
    UNDECODABLE,
    /** A good image of another size than the camera's. */
    SIZE_MISMATCH,
    /** More bytes or pixels than allowed. */
    TOO_LARGE
  }

  private final Fault fault;
  private final String detail;

  public DecodeException(Fault fault, String message) {
    super(message);
    this.fault = fault;
    this.detail = message;
  }

  public DecodeException(Fault fault, String message, Throwable cause) {
    super(message, cause);
    this.fault = fault;
    this.detail = message;
  }

  /** The message. */
  public String detail() {
    return detail;
  }

  /** An image that cannot be taken, and why. */
  public Fault fault() {
    return fault;
  }
}
