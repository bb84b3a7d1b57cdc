package io.splatlas.gateway.fake;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.splatlas.actors.runtime.Viewers;
import io.splatlas.actors.scene.Scene;
import io.splatlas.gateway.GatewayConfig;
import io.splatlas.gateway.SystemInfo;
import io.splatlas.gateway.server.Access;
import io.splatlas.gateway.server.GatewayServer;
import io.splatlas.gpu.DeviceInfo;
import io.splatlas.gpu.DeviceMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;

/**
 * A gateway on a free port of the loopback before a fake registry of scenes, and a channel to it.
 */
public final class GatewayFixture implements AutoCloseable {
  /** For things that happen at once, or never when the code is wrong. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  public final ActorTestKit kit = ActorTestKit.create();
  public final FakeScenes scenes = new FakeScenes();
  public final RecordingTelemetry telemetry = new RecordingTelemetry();
  public final Viewers viewers = new Viewers();
  public final GatewayServer server;
  public final ManagedChannel channel;

  public GatewayFixture() {
    this(GatewayConfig.DEFAULTS);
  }

  public GatewayFixture(GatewayConfig config) {
    this(config, Access.OPEN);
  }

  public GatewayFixture(GatewayConfig config, Access access) {
    try {
      server =
          GatewayServer.start(
              config.withAddress("127.0.0.1", 0),
              access,
              kit.system(),
              kit.spawn(scenes.behaviour()),
              viewers,
              () ->
                  new SystemInfo(
                      "test",
                      new DeviceInfo(
                          "reference", "reference", "fake", 1, 0, "tests need no device"),
                      new DeviceMemory(10, 100)),
              telemetry);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    channel = connect();
  }

  /** Another connection, with a small flow-control window so that little is in flight unread. */
  public ManagedChannel connect() {
    return NettyChannelBuilder.forAddress("127.0.0.1", server.port())
        .usePlaintext()
        .flowControlWindow(64 << 10)
        .maxInboundMessageSize(64 << 20)
        .build();
  }

  /** A scene that the test plays by hand. */
  public TestProbe<Scene.Command> scriptedScene(String id) {
    TestProbe<Scene.Command> scene = kit.createTestProbe(Scene.Command.class);
    scenes.put(id, scene.getRef());
    return scene;
  }

  /** The next message to a scripted scene, which must be of a kind. */
  public static <T extends Scene.Command> T expect(TestProbe<Scene.Command> scene, Class<T> kind) {
    return scene.expectMessageClass(kind, PATIENCE);
  }

  /** Waits for a number of reports. */
  public static void await(Semaphore reports, int count) throws InterruptedException {
    if (!reports.tryAcquire(count, PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError(
          "waited for " + count + " reports, got " + reports.availablePermits());
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.close();
    kit.shutdownTestKit();
  }
}
