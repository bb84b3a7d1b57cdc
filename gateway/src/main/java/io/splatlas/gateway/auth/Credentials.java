package io.splatlas.gateway.auth;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What a caller shows.
 *
 * @param authorization the value of the Authorization header; null without one
 * @param certificate the client's certificate, checked by TLS already; null without one
 */
public record Credentials(@Nullable String authorization, @Nullable X509Certificate certificate) {
  /** Secrets are never printed. */
  @Override
  public String toString() {
    return "Credentials[authorization="
        + (authorization == null ? "none" : "hidden")
        + ", certificate="
        + (certificate == null ? "none" : certificate.getSubjectX500Principal())
        + "]";
  }
}
