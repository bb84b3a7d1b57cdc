package io.splatlas.gateway.server;

import io.splatlas.gateway.audit.AuditLog;
import io.splatlas.gateway.auth.Authenticator;
import io.splatlas.gateway.tls.ReloadingTls;
import org.jspecify.annotations.Nullable;

/**
 * Who gets in, and what is taken down of it.
 *
 * @param authenticator finds out who calls
 * @param audit takes down who did what
 * @param tls encrypts; null = plain text. Belongs to the caller.
 */
public record Access(Authenticator authenticator, AuditLog audit, @Nullable ReloadingTls tls) {
  /** Everybody may do everything, in plain text: for loopback. */
  public static final Access OPEN = new Access(Authenticator.NONE, AuditLog.NONE, null);
}
