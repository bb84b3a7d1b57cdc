package io.splatlas.gateway.auth;

/** Finds out who calls. Thread-safe. */
public interface Authenticator {
  /** Asks nobody: every caller is {@link Principal#LOCAL}. For loopback. */
  Authenticator NONE = credentials -> Principal.LOCAL;

  /**
   * Who shows these credentials.
   *
   * @throws io.grpc.StatusRuntimeException UNAUTHENTICATED when they are missing, wrong or expired;
   *     UNAVAILABLE when that cannot be found out now
   */
  Principal authenticate(Credentials credentials);
}
