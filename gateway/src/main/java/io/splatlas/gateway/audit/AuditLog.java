package io.splatlas.gateway.audit;

/**
 * Takes down who did what: calls that change something, exports, streams, and every call that was
 * turned away. Called from gRPC's threads: must be quick, thread-safe and must not throw.
 */
public interface AuditLog {
  /** Takes nothing down. */
  AuditLog NONE = entry -> {};

  /** Takes an entry down. */
  void record(AuditEntry entry);
}
