package io.splatlas.ops.client;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.splatlas.proto.v1.CaptureServiceGrpc;
import io.splatlas.proto.v1.ExportServiceGrpc;
import io.splatlas.proto.v1.InstanceServiceGrpc;
import io.splatlas.proto.v1.QueryServiceGrpc;
import io.splatlas.proto.v1.RenderServiceGrpc;
import io.splatlas.proto.v1.SceneServiceGrpc;
import io.splatlas.proto.v1.SystemServiceGrpc;
import java.util.concurrent.TimeUnit;

/** A connection to a server with a stub per service; unary calls get a deadline. */
public final class SplatlasClient implements AutoCloseable {
  /** Renders and exports carry images. */
  public static final int MAX_MESSAGE_BYTES = 64 << 20;

  /** Not more often than servers permit (20 s). */
  private static final long PING_SECONDS = 30;

  private static final long PING_ANSWER_SECONDS = 15;
  private static final long ANSWER_SECONDS = 30;
  private static final long RENDER_SECONDS = 120;

  private final ManagedChannel connection;

  /** The connection, with credentials for every call. */
  private final Channel channel;

  private SplatlasClient(ManagedChannel connection, Channel channel) {
    this.connection = connection;
    this.channel = channel;
  }

  /**
   * Connects, as the address says: with TLS or in plain text, with a token or without. Pings on a
   * quiet connection, so that a cut radio link is noticed.
   *
   * @throws java.io.UncheckedIOException when a file of certificates cannot be read
   * @throws IllegalArgumentException when a token would travel in plain text
   */
  public static SplatlasClient connect(ServerAddress address) {
    ManagedChannel connection =
        NettyChannelBuilder.forAddress(
                address.host(), address.port(), address.security().channel(address.host()))
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(PING_ANSWER_SECONDS, TimeUnit.SECONDS)
            .build();
    return new SplatlasClient(
        connection,
        address
            .security()
            .call()
            .<Channel>map(calls -> showing(calls, connection))
            .orElse(connection));
  }

  /** A client by a channel that is there, such as one within the process. Closes it. */
  public static SplatlasClient over(ManagedChannel connection) {
    return new SplatlasClient(connection, connection);
  }

  /**
   * The same connection with other credentials; to be closed by closing this one.
   *
   * @param calls shown with every call
   */
  public SplatlasClient as(CallCredentials calls) {
    return new SplatlasClient(connection, showing(calls, connection));
  }

  private static Channel showing(CallCredentials calls, Channel connection) {
    return ClientInterceptors.intercept(
        connection,
        new ClientInterceptor() {
          @Override
          public <A, B> ClientCall<A, B> interceptCall(
              MethodDescriptor<A, B> method, CallOptions options, Channel next) {
            return next.newCall(method, options.withCallCredentials(calls));
          }
        });
  }

  /** Scenes, with a deadline. */
  public SceneServiceGrpc.SceneServiceBlockingStub scenes() {
    return SceneServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS);
  }

  /** Capture streams: no deadline. */
  public CaptureServiceGrpc.CaptureServiceStub capture() {
    return CaptureServiceGrpc.newStub(channel);
  }

  /** Instances, with a deadline. */
  public InstanceServiceGrpc.InstanceServiceBlockingStub instances() {
    return InstanceServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS);
  }

  /** For endless watches: no deadline. */
  public InstanceServiceGrpc.InstanceServiceStub watching() {
    return InstanceServiceGrpc.newStub(channel);
  }

  /** Renders, with a deadline that a large picture fits in. */
  public RenderServiceGrpc.RenderServiceBlockingStub render() {
    return RenderServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(RENDER_SECONDS, TimeUnit.SECONDS);
  }

  /** Questions, with a deadline that waits for renders. */
  public QueryServiceGrpc.QueryServiceBlockingStub query() {
    return QueryServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(RENDER_SECONDS, TimeUnit.SECONDS);
  }

  /** Questions that stand until they are cancelled. */
  public QueryServiceGrpc.QueryServiceBlockingStub standing() {
    return QueryServiceGrpc.newBlockingStub(channel);
  }

  /** The same without waiting for what they are told. */
  public QueryServiceGrpc.QueryServiceStub listening() {
    return QueryServiceGrpc.newStub(channel);
  }

  /** Exports, with a deadline that a large scene fits in. */
  public ExportServiceGrpc.ExportServiceBlockingStub export() {
    return ExportServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(RENDER_SECONDS, TimeUnit.SECONDS);
  }

  /** The server itself, with a deadline. */
  public SystemServiceGrpc.SystemServiceBlockingStub system() {
    return SystemServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    connection.shutdown();
    try {
      if (!connection.awaitTermination(5, TimeUnit.SECONDS)) {
        connection.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      connection.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
