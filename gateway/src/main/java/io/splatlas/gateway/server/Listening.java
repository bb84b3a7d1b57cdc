package io.splatlas.gateway.server;

import io.grpc.InsecureServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.splatlas.gateway.GatewayConfig;
import io.splatlas.gateway.tls.ReloadingTls;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How connections are taken from the network: on which address, encrypted or not, within bounds.
 */
final class Listening {
  /** Robots on bad networks ping; more often than this is a misuse. */
  private static final Duration PING_AT_MOST_EVERY = Duration.ofSeconds(20);

  private static final Duration PING_IDLE_CLIENTS_EVERY = Duration.ofSeconds(60);
  private static final Duration PING_ANSWER = Duration.ofSeconds(20);

  /** Calls of one connection that its client may reset in some time. */
  private static final int MOST_RESETS = 1_000;

  private static final Duration RESETS_WITHIN = Duration.ofSeconds(10);

  /** For TLS; who connects and says nothing is let go. */
  private static final Duration HANDSHAKE = Duration.ofSeconds(20);

  private Listening() {}

  /**
   * A server without services.
   *
   * @param tls encrypts; null = plain text
   */
  static NettyServerBuilder on(GatewayConfig config, @Nullable ReloadingTls tls) {
    GatewayConfig.Limits limits = config.limits();
    return NettyServerBuilder.forAddress(
            new InetSocketAddress(config.host(), config.port()),
            tls == null ? InsecureServerCredentials.create() : tls.credentials())
        // The transport resets a stream beyond its bound without a word, so the guard, which gives
        // a status, must see a message first that is too large but not absurdly so.
        .maxInboundMessageSize(2 * limits.captureMessageBytes())
        .maxConcurrentCallsPerConnection(limits.callsPerConnection())
        // Each call that is begun and reset costs a look at its token and leaves no trace.
        .maxRstFramesPerWindow(MOST_RESETS, (int) RESETS_WITHIN.toSeconds())
        .handshakeTimeout(HANDSHAKE.toSeconds(), TimeUnit.SECONDS)
        .flowControlWindow(limits.flowControlWindowBytes())
        .permitKeepAliveTime(PING_AT_MOST_EVERY.toSeconds(), TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true)
        .keepAliveTime(PING_IDLE_CLIENTS_EVERY.toSeconds(), TimeUnit.SECONDS)
        .keepAliveTimeout(PING_ANSWER.toSeconds(), TimeUnit.SECONDS);
  }
}
