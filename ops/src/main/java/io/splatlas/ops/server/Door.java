package io.splatlas.ops.server;

import io.splatlas.gateway.auth.Authenticator;
import io.splatlas.gateway.auth.TokenAuthenticator;
import io.splatlas.gateway.auth.TokenKeys;
import io.splatlas.gateway.server.Access;
import io.splatlas.gateway.tls.ReloadingTls;
import io.splatlas.ops.security.AuditFiles;
import java.io.IOException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What stands between the network and a server: made of its options, closed with it. */
final class Door implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Door.class);

  /** Below the data folder. */
  static final String AUDIT = "audit";

  private final Authenticator authenticator;
  private final AuditFiles audit;
  private final @Nullable ReloadingTls tls;
  private final String protection;

  private Door(
      Authenticator authenticator,
      AuditFiles audit,
      @Nullable ReloadingTls tls,
      String protection) {
    this.authenticator = authenticator;
    this.audit = audit;
    this.tls = tls;
    this.protection = protection;
  }

  /**
   * @throws IOException when certificates or keys cannot be read, or the audit folder not made
   */
  static Door of(ServerOptions options) throws IOException {
    SecurityOptions security = options.security();
    String keys = security.tokenKeys();
    Authenticator authenticator =
        keys == null
            ? Authenticator.NONE
            : new TokenAuthenticator(
                TokenKeys.from(keys), security.rules(), InstantSource.system());
    if (!SecurityOptions.isLoopback(options.host()) && (keys == null || security.tls() == null)) {
      LOG.error(
          "{} was given: anybody who can reach {} may read, change and delete every scene",
          SecurityOptions.DANGEROUS_FLAG,
          options.host());
    }
    ReloadingTls tls = security.tls() == null ? null : ReloadingTls.of(security.tls());
    return new Door(
        authenticator, new AuditFiles(options.data().resolve(AUDIT)), tls, protection(security));
  }

  private static String protection(SecurityOptions security) {
    String wire =
        security.tls() == null
            ? "plain text"
            : security.tls().clientAuthorities() == null ? "TLS" : "mutual TLS";
    return wire + (security.tokenKeys() == null ? ", no authentication" : ", bearer tokens");
  }

  Access access() {
    return new Access(authenticator, audit, tls);
  }

  /** For people. */
  String protection() {
    return protection;
  }

  void reload() {
    if (tls != null) {
      tls.reloadIfChanged();
    }
  }

  @Override
  public void close() {
    if (tls != null) {
      tls.close();
    }
    audit.close();
  }
}
