package io.splatlas.gateway;

import java.time.Duration;

/**
 * What the gateway reports beside the actors' telemetry. Called from stream and gRPC threads:
 * implementations must be quick, thread-safe and must not throw.
 */
public interface GatewayTelemetry {
  /** Reports nothing. */
  GatewayTelemetry NONE = new GatewayTelemetry() {};

  /** A capture stream was opened. */
  default void captureOpened() {}

  /** A capture stream that was opened has ended. */
  default void captureClosed() {}

  /** A frame came in that the robot's credit did not allow. */
  default void creditOverrun() {}

  /** A robot that sends faster than it may was held back for a frame. */
  default void framePaced() {}

  /** A robot that stayed faster than it may was sent away. */
  default void frameRateExceeded() {}

  /** A subscriber began to watch. */
  default void watchOpened() {}

  /** A subscriber's watch has ended. */
  default void watchClosed() {}

  /**
   * A change of an instance was handed to a subscriber so long after it was made; not told of
   * changes that were made before the subscriber came.
   */
  default void changeSent(Duration lag) {}

  /** An update of an instance was left out in favour of a newer one for a slow subscriber. */
  default void updateConflated() {}

  /** A live viewer's request was left out in favour of a newer one. */
  default void renderSkipped() {}

  /** Renders under way in the server now. */
  default void rendersWaiting(int count) {}

  /** A call began that awaits one answer. */
  default void asked() {}

  /** A call that awaited one answer has it, or is over without. */
  default void answered() {}

  /** A call has ended; its status code, such as OK or PERMISSION_DENIED. */
  default void ended(String code) {}

  /** A call failed for a reason that is the server's own fault. */
  default void internalError() {}
}
