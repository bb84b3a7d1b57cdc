package io.splatlas.gateway.server;

import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.splatlas.actors.runtime.Viewers;
import io.splatlas.actors.scene.Scenes;
import io.splatlas.gateway.GatewayConfig;
import io.splatlas.gateway.GatewayTelemetry;
import io.splatlas.gateway.SystemInfo;
import io.splatlas.gateway.access.SceneAsks;
import io.splatlas.gateway.auth.Authenticator;
import io.splatlas.gateway.limit.Quotas;
import io.splatlas.gateway.stream.CallStreams;
import io.splatlas.proto.v1.CaptureServiceGrpc;
import io.splatlas.proto.v1.RenderServiceGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.Materializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gRPC server: all services of splatlas.v1, health v1 per service, reflection. Runs from {@link
 * #start} to {@link #close}; the actor system belongs to the caller and outlives it.
 */
public final class GatewayServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);

  private static final Duration FORCE = Duration.ofSeconds(5);

  private final Server server;
  private final Server inProcess;
  private final String inProcessName;
  private final ServiceHealth health;
  private final CallStreams streams;
  private final Materializer materializer;
  private final GatewayThreads threads;
  private final String host;
  private final Duration drain;
  private final AtomicBoolean closing = new AtomicBoolean();

  private GatewayServer(
      Server server,
      Server inProcess,
      String inProcessName,
      ServiceHealth health,
      CallStreams streams,
      Materializer materializer,
      GatewayThreads threads,
      GatewayConfig config) {
    this.server = server;
    this.inProcess = inProcess;
    this.inProcessName = inProcessName;
    this.health = health;
    this.streams = streams;
    this.materializer = materializer;
    this.threads = threads;
    this.host = config.host();
    this.drain = config.timeouts().drain();
  }

  /**
   * Starts listening.
   *
   * @param access who gets in
   * @param scenes all scenes of this server
   * @param viewers told of renders under way
   * @param info asked whenever a client asks about the server
   * @throws IOException when the address cannot be listened on
   */
  public static GatewayServer start(
      GatewayConfig config,
      Access access,
      ActorSystem<?> system,
      ActorRef<Scenes.Command> scenes,
      Viewers viewers,
      Supplier<SystemInfo> info,
      GatewayTelemetry telemetry)
      throws IOException {
    Materializer materializer = Materializer.createMaterializer(system);
    CallStreams streams = new CallStreams(materializer);
    GatewayThreads threads = GatewayThreads.start(config.limits().encoderThreads());
    SceneAsks asks = new SceneAsks(scenes, system.scheduler());
    Quotas quotas = new Quotas(config.principals(), System::nanoTime);
    ServiceHealth health = new ServiceHealth();
    List<BindableService> services =
        new ArrayList<>(
            GatewayServices.of(
                config, asks, quotas, viewers, streams, threads.encoders(), info, telemetry));
    services.forEach(health::serves);
    services.add(health.service());
    services.add(ProtoReflectionServiceV1.newInstance());
    services.add(reflectionOfOldClients());
    List<ServerInterceptor> guards = guards(config, access, quotas, telemetry, threads.timer());
    String inProcessName = InProcessServerBuilder.generateName();
    GatewayServer gateway =
        new GatewayServer(
            build(
                notingViewers(Listening.on(config, access.tls()), access, viewers),
                services,
                guards,
                threads.calls()),
            build(
                notingViewers(InProcessServerBuilder.forName(inProcessName), access, viewers),
                services,
                guards,
                threads.calls()),
            inProcessName,
            health,
            streams,
            materializer,
            threads,
            config);
    try {
      gateway.inProcess.start();
      gateway.server.start();
    } catch (IOException failure) {
      gateway.inProcess.shutdownNow();
      gateway.free();
      throw failure;
    }
    LOG.info(
        "listening on {}:{}, {}",
        gateway.host(),
        gateway.port(),
        access.tls() == null ? "plain text" : "TLS");
    return gateway;
  }

  /** Outermost last. */
  private static List<ServerInterceptor> guards(
      GatewayConfig config,
      Access access,
      Quotas quotas,
      GatewayTelemetry telemetry,
      ScheduledExecutorService timer) {
    GatewayConfig.Limits limits = config.limits();
    return List.of(
        new AccessGuard(access.authenticator(), quotas, timer),
        new CallGuard(
            CaptureServiceGrpc.getCaptureMethod().getFullMethodName(),
            limits.captureMessageBytes(),
            limits.requestMessageBytes(),
            telemetry,
            access.audit()));
  }

  private static Server build(
      ServerBuilder<?> builder,
      List<BindableService> services,
      List<ServerInterceptor> guards,
      ExecutorService calls) {
    services.forEach(builder::addService);
    guards.forEach(builder::intercept);
    return builder.executor(calls).decompressorRegistry(CautiousGzip.registry()).build();
  }

  /** As early as a call may be believed: at the door, or behind the guard, where there is one. */
  private static ServerBuilder<?> notingViewers(
      ServerBuilder<?> builder, Access access, Viewers viewers) {
    String render = RenderServiceGrpc.getRenderMethod().getFullMethodName();
    return access.authenticator().equals(Authenticator.NONE)
        ? builder.addStreamTracerFactory(new ViewerCalls(render, viewers))
        : builder.intercept(new AdmittedViewers(render, viewers));
  }

  /** Many released clients, python3-grpcio's tools among them, still ask for v1alpha. */
  @SuppressWarnings("deprecation")
  private static BindableService reflectionOfOldClients() {
    return io.grpc.protobuf.services.ProtoReflectionService.newInstance();
  }

  /**
   * A channel to this server within the process: same services, same rules, no socket. For the
   * page, whose readers bring their own credentials.
   */
  public ManagedChannel connectInProcess(int mostBytes) {
    return InProcessChannelBuilder.forName(inProcessName).maxInboundMessageSize(mostBytes).build();
  }

  /** All services, to hold rules against. */
  List<ServerServiceDefinition> services() {
    return server.getServices();
  }

  /**
   * Tells who asks for health what can be served: frames are stored, scenes rendered, changes of
   * instances recorded (none is told before), anything answered at all.
   */
  public void tellHealth(boolean storing, boolean rendering, boolean recording, boolean answering) {
    health.tell(storing, rendering, recording, answering);
  }

  /** The address listened on. */
  public String host() {
    return host;
  }

  /** The port listened on, also when any free one was asked for. */
  public int port() {
    return server.getPort();
  }

  /**
   * Goes down: health says so, connections are told to go away (GOAWAY) and no new calls are taken;
   * captures take no more frames and answer those they have; then endless calls end with
   * UNAVAILABLE and a hint when to come back. Others may finish within the drain time and are cut
   * off then. Idempotent.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    health.end();
    server.shutdown();
    inProcess.shutdown();
    try {
      if (!streams.drain(drain)) {
        LOG.warn("captures had frames to answer still after {}", drain);
      }
      streams.shutDown();
      if (!server.awaitTermination(drain.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("calls did not end within {}: cutting them off", drain);
        server.shutdownNow();
        server.awaitTermination(FORCE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException interrupted) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    } finally {
      inProcess.shutdownNow();
      free();
    }
  }

  private void free() {
    materializer.shutdown();
    threads.shutDown();
  }
}
