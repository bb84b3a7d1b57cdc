package io.splatlas.gateway.audit;

import java.time.Instant;

/**
 * What somebody did, or tried to. Holds no token and nothing of what was sent but the scene's id.
 *
 * @param time when it began or ended
 * @param principal who; empty when that was not found out
 * @param peer address the call came from
 * @param method full name of the gRPC method
 * @param scene id of the scene, as asked for; empty where there is none
 * @param phase whether the call began or ended
 * @param outcome status code at the end, such as OK or PERMISSION_DENIED; empty at the beginning
 * @param messages messages of the client taken in
 * @param millis how long the call took, 0 at the beginning
 */
public record AuditEntry(
    Instant time,
    String principal,
    String peer,
    String method,
    String scene,
    Phase phase,
    String outcome,
    long messages,
    long millis) {
  /** Streams have an entry when they begin, and every call has one when it ends. */
  public enum Phase {
    /** A stream was let in. */
    BEGIN,
    /** A call ended. */
    END
  }

  /** Whether the call was turned away: a caller, a right or room was missing. */
  public boolean refused() {
    return isRefusal(outcome);
  }

  /** Whether a call that ends with a status was turned away. */
  public static boolean isRefusal(String outcome) {
    return outcome.equals("UNAUTHENTICATED")
        || outcome.equals("PERMISSION_DENIED")
        || outcome.equals("RESOURCE_EXHAUSTED");
  }
}
