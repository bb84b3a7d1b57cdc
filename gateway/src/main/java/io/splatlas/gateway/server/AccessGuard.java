package io.splatlas.gateway.server;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.splatlas.gateway.auth.Authenticator;
import io.splatlas.gateway.auth.Credentials;
import io.splatlas.gateway.auth.Principal;
import io.splatlas.gateway.auth.Scope;
import io.splatlas.gateway.limit.Quotas;
import io.splatlas.gateway.server.AccessRule.Who;
import io.splatlas.gateway.status.ErrorReason;
import io.splatlas.gateway.status.GrpcErrors;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers in by the {@link AccessRules}: finds out who calls, holds every message that names a
 * scene against their scopes before the service sees it, keeps them within their quotas, and ends
 * calls whose token expires while they run. Stands inside {@link CallGuard}, which turns what is
 * thrown here into a status.
 */
final class AccessGuard implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Authenticator authenticator;
  private final Quotas quotas;
  private final ScheduledExecutorService timer;

  /**
   * @param timer ends calls whose token expires
   */
  AccessGuard(Authenticator authenticator, Quotas quotas, ScheduledExecutorService timer) {
    this.authenticator = authenticator;
    this.quotas = quotas;
    this.timer = timer;
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    AccessRule rule =
        AccessRules.of(call.getMethodDescriptor().getFullMethodName())
            .orElseThrow(() -> new IllegalStateException("a method without a rule"));
    if (rule.who() == Who.ANYBODY) {
      return next.startCall(call, headers);
    }
    Principal principal = authenticator.authenticate(credentials(call, headers));
    CallRecord record = CallRecord.current();
    record.by(principal.name(), rule.audited());
    Context context = principal.in(Context.current());
    Guarded<A> listener = new Guarded<>(call, principal, rule, record);
    try {
      listener.follow(Contexts.interceptCall(context, call, headers, next));
    } catch (RuntimeException failure) {
      listener.ended();
      throw failure;
    }
    return listener;
  }

  private static Credentials credentials(ServerCall<?, ?> call, Metadata headers) {
    return new Credentials(
        headers.get(AUTHORIZATION),
        certificate(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION)));
  }

  private static @Nullable X509Certificate certificate(@Nullable SSLSession session) {
    if (session == null) {
      return null;
    }
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate first ? first : null;
    } catch (SSLPeerUnverifiedException none) {
      // The session of a client that was asked for no certificate: not an error but an answer.
      return noCertificate(none);
    }
  }

  private static @Nullable X509Certificate noCertificate(SSLPeerUnverifiedException none) {
    Objects.requireNonNull(none);
    return null;
  }

  private static void requireScope(Principal principal, AccessRule rule, String scene) {
    Scope scope = rule.scope();
    boolean allowed = scope == null ? principal.maySee(scene) : principal.may(scope, scene);
    if (!allowed) {
      String wanted = scope == null ? "any scope" : "scope " + scope.word();
      String named = scene.isEmpty() ? "scenes of any name" : "scene '" + printable(scene) + "'";
      throw GrpcErrors.of(
          Status.Code.PERMISSION_DENIED,
          ErrorReason.SCOPE_MISSING,
          "%s has not the right to this: it takes %s on %s"
              .formatted(principal.name(), wanted, named),
          Map.of("scope", (scope == null ? "watch" : scope.word())));
    }
  }

  private static String printable(String scene) {
    String plain = scene.replaceAll("[^\\x20-\\x7e]", "?");
    return plain.length() > 64 ? plain.substring(0, 64) + "..." : plain;
  }

  /** One call: every message passes here first. */
  private final class Guarded<A> extends ForwardingServerCallListener<A> {
    private final ServerCall<A, ?> call;
    private final Principal principal;
    private final AccessRule rule;
    private final CallRecord record;
    private final Runnable closeStream;
    private final @Nullable Future<?> expiry;
    private volatile ServerCall.Listener<A> inner = new ServerCall.Listener<>() {};
    private volatile boolean over;

    Guarded(ServerCall<A, ?> call, Principal principal, AccessRule rule, CallRecord record) {
      this.call = call;
      this.principal = principal;
      this.rule = rule;
      this.record = record;
      this.closeStream =
          rule.stream() == null ? () -> {} : quotas.open(principal.name(), rule.stream());
      this.expiry = principal.expires() == null ? null : expireAt(principal.expires());
    }

    void follow(ServerCall.Listener<A> listener) {
      inner = listener;
    }

    private Future<?> expireAt(Instant end) {
      long left = Math.max(0, Duration.between(Instant.now(), end).toMillis());
      return timer.schedule(this::expire, left, TimeUnit.MILLISECONDS);
    }

    /** Also what is open ends with its token: who has lost a right must not keep a stream. */
    private void expire() {
      over = true;
      var failure =
          GrpcErrors.of(
              Status.Code.UNAUTHENTICATED,
              ErrorReason.TOKEN_EXPIRED,
              "the token has expired: get a new one, call again and resume");
      call.close(failure.getStatus(), Objects.requireNonNull(failure.getTrailers()));
      inner.onCancel();
      ended();
    }

    @Override
    protected ServerCall.Listener<A> delegate() {
      return inner;
    }

    @Override
    public void onMessage(A message) {
      if (over) {
        return;
      }
      record.tookMessage();
      if (rule.who() != Who.KNOWN) {
        String scene = rule.scene().apply(message);
        if (scene != null) {
          record.of(printable(scene));
          requireScope(principal, rule, scene);
          if (rule.stream() != null && rule.stream().endless()) {
            record.begun();
          }
        }
      }
      quotas.spend(principal.name(), rule.cost().applyAsDouble(message));
      super.onMessage(message);
    }

    @Override
    public void onHalfClose() {
      if (!over) {
        super.onHalfClose();
      }
    }

    @Override
    public void onCancel() {
      ended();
      super.onCancel();
    }

    @Override
    public void onComplete() {
      ended();
      super.onComplete();
    }

    void ended() {
      closeStream.run();
      if (expiry != null) {
        expiry.cancel(false);
      }
    }
  }
}
