package io.splatlas.gpu;

/**
 * The device can no longer be used (a driver error, a reset, a removed card): all its handles are
 * void, and it must be closed and opened again.
 */
public final class DeviceLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message which operation found out and what the driver said
   * @param cause what the driver threw
   */
  public DeviceLostException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * @param message which operation found out and what the driver said
   */
  public DeviceLostException(String message) {
    super(message);
  }
}
