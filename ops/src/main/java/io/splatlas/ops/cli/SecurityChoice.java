package io.splatlas.ops.cli;

import io.splatlas.gateway.auth.TokenRules;
import io.splatlas.gateway.tls.TlsFiles;
import io.splatlas.ops.server.SecurityOptions;
import io.splatlas.ops.server.ServerOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who gets in to an own server. */
final class SecurityChoice {
  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "Certificate chain of the server, PEM; followed when it changes.")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "Private key of the certificate, PEM (PKCS#8).")
  private @Nullable Path key;

  @Option(
      names = "--tls-client-ca",
      paramLabel = "FILE",
      description = "Roots of client certificates, PEM: every client must show one (mutual TLS).")
  private @Nullable Path clientAuthorities;

  @Option(
      names = "--auth-keys",
      paramLabel = "FILE|URL",
      description =
          "Keys that bearer tokens are checked with: a JWK set or PEM file, or a JWKS address."
              + " Everybody needs a token then.")
  private @Nullable String tokenKeys;

  @Option(
      names = "--auth-audience",
      paramLabel = "NAME",
      defaultValue = "splatlas",
      description = "What tokens must name as their audience. Default ${DEFAULT-VALUE}.")
  private String audience = "splatlas";

  @Option(
      names = "--auth-issuer",
      paramLabel = "NAME",
      description = "What tokens must name as their issuer. Default: any.")
  private @Nullable String issuer;

  @Option(
      names = SecurityOptions.DANGEROUS_FLAG,
      description =
          "Listens on other addresses than loopback without TLS or tokens: anybody who can reach"
              + " this machine may then read, change and delete every scene.")
  private boolean dangerouslyOpen;

  /**
   * A server's options with what protects it.
   *
   * @throws UserError when the address would let others in unasked
   */
  ServerOptions protect(ServerOptions server, String host) {
    try {
      return server.protectedBy(host, options());
    } catch (IllegalArgumentException unsafe) {
      UserError told = new UserError(String.valueOf(unsafe.getMessage()));
      told.initCause(unsafe);
      throw told;
    }
  }

  private SecurityOptions options() {
    if ((certificate == null) != (key == null)) {
      throw new UserError("--tls-cert and --tls-key go together");
    }
    if (clientAuthorities != null && certificate == null) {
      throw new UserError("--tls-client-ca needs --tls-cert and --tls-key");
    }
    TlsFiles tls =
        certificate == null || key == null
            ? null
            : new TlsFiles(certificate, key, clientAuthorities);
    return new SecurityOptions(
        tls,
        tokenKeys,
        new TokenRules(audience, issuer, TokenRules.DEFAULTS.clockSkew()),
        dangerouslyOpen);
  }
}
