package io.splatlas.ops.client;

import io.grpc.ManagedChannel;
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
  private static final int MAX_MESSAGE_BYTES = 64 << 20;

  private static final long ANSWER_SECONDS = 30;
  private static final long RENDER_SECONDS = 120;

  private final ManagedChannel channel;

  private SplatlasClient(ManagedChannel channel) {
    this.channel = channel;
  }

  /** Connects without encryption: for servers on this machine. */
  public static SplatlasClient connect(ServerAddress address) {
    return new SplatlasClient(
        NettyChannelBuilder.forAddress(address.host(), address.port())
            .usePlaintext()
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .build());
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
    channel.shutdown();
    try {
      if (!channel.awaitTermination(5, TimeUnit.SECONDS)) {
        channel.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
