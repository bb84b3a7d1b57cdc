package io.splatlas.gateway.server;

import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.splatlas.actors.runtime.Viewers;
import io.splatlas.actors.scene.Scenes;
import io.splatlas.gateway.GatewayConfig;
import io.splatlas.gateway.GatewayTelemetry;
import io.splatlas.gateway.SystemInfo;
import io.splatlas.gateway.access.SceneAsks;
import io.splatlas.gateway.auth.Authenticator;
import io.splatlas.gateway.capture.CaptureSettings;
import io.splatlas.gateway.capture.GrpcCaptureService;
import io.splatlas.gateway.capture.Offenders;
import io.splatlas.gateway.export.GrpcExportService;
import io.splatlas.gateway.instance.GrpcInstanceService;
import io.splatlas.gateway.limit.Quotas;
import io.splatlas.gateway.query.GrpcQueryService;
import io.splatlas.gateway.render.GrpcRenderService;
import io.splatlas.gateway.render.Renders;
import io.splatlas.gateway.scene.GrpcSceneService;
import io.splatlas.gateway.stream.CallStreams;
import io.splatlas.gateway.tls.ReloadingTls;
import io.splatlas.proto.v1.CaptureServiceGrpc;
import io.splatlas.proto.v1.ExportServiceGrpc;
import io.splatlas.proto.v1.InstanceServiceGrpc;
import io.splatlas.proto.v1.QueryServiceGrpc;
import io.splatlas.proto.v1.RenderServiceGrpc;
import io.splatlas.proto.v1.SceneServiceGrpc;
import io.splatlas.proto.v1.SystemServiceGrpc;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
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

  /** Robots on bad networks ping; more often than this is a misuse. */
  private static final Duration PING_AT_MOST_EVERY = Duration.ofSeconds(20);

  private static final Duration PING_IDLE_CLIENTS_EVERY = Duration.ofSeconds(60);
  private static final Duration PING_ANSWER = Duration.ofSeconds(20);

  /** Calls of one connection that its client may reset in some time. */
  private static final int MOST_RESETS = 1_000;

  private static final Duration RESETS_WITHIN = Duration.ofSeconds(10);

  /** For TLS; who connects and says nothing is let go. */
  private static final Duration HANDSHAKE = Duration.ofSeconds(20);

  private static final Duration FORCE = Duration.ofSeconds(5);

  private final Server server;
  private final Server inProcess;
  private final String inProcessName;
  private final HealthStatusManager health;
  private final CallStreams streams;
  private final Materializer materializer;
  private final List<ExecutorService> executors;
  private final String host;
  private final Duration drain;
  private final AtomicBoolean closing = new AtomicBoolean();

  private GatewayServer(
      Server server,
      Server inProcess,
      String inProcessName,
      HealthStatusManager health,
      CallStreams streams,
      Materializer materializer,
      List<ExecutorService> executors,
      GatewayConfig config) {
    this.server = server;
    this.inProcess = inProcess;
    this.inProcessName = inProcessName;
    this.health = health;
    this.streams = streams;
    this.materializer = materializer;
    this.executors = executors;
    this.host = config.host();
    this.drain = config.timeouts().drain();
  }

  /**
   * Starts listening, with everybody let in: for loopback.
   *
   * @param scenes all scenes of this server
   * @param viewers told of renders under way
   * @param info asked whenever a client asks about the server
   * @throws IOException when the address cannot be listened on
   */
  public static GatewayServer start(
      GatewayConfig config,
      ActorSystem<?> system,
      ActorRef<Scenes.Command> scenes,
      Viewers viewers,
      Supplier<SystemInfo> info,
      GatewayTelemetry telemetry)
      throws IOException {
    return start(config, Access.OPEN, system, scenes, viewers, info, telemetry);
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
    ExecutorService calls = pool("gateway-call", Runtime.getRuntime().availableProcessors() + 1);
    ExecutorService encoders = pool("gateway-encode", config.limits().encoderThreads());
    ScheduledExecutorService timer = timer();
    HealthStatusManager health = new HealthStatusManager();
    SceneAsks asks = new SceneAsks(scenes, system.scheduler());
    Quotas quotas = new Quotas(config.principals(), System::nanoTime);
    List<BindableService> services = new ArrayList<>();
    for (BindableService service :
        services(config, asks, quotas, viewers, streams, encoders, info, telemetry)) {
      services.add(service);
      health.setStatus(
          service.bindService().getServiceDescriptor().getName(), ServingStatus.SERVING);
    }
    services.add(health.getHealthService());
    services.add(ProtoReflectionServiceV1.newInstance());
    services.add(reflectionOfOldClients());
    List<ServerInterceptor> guards = guards(config, access, quotas, telemetry, timer);
    String inProcessName = InProcessServerBuilder.generateName();
    GatewayServer gateway =
        new GatewayServer(
            build(
                notingViewers(listening(config, access), access, viewers), services, guards, calls),
            build(
                notingViewers(InProcessServerBuilder.forName(inProcessName), access, viewers),
                services,
                guards,
                calls),
            inProcessName,
            health,
            streams,
            materializer,
            List.of(calls, encoders, timer),
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

  private static NettyServerBuilder listening(GatewayConfig config, Access access) {
    GatewayConfig.Limits limits = config.limits();
    ReloadingTls tls = access.tls();
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

  /** Cancelled timers go at once: tokens live for hours, most calls for milliseconds. */
  private static ScheduledExecutorService timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("gateway-expiry-", 0).factory());
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  private static List<BindableService> services(
      GatewayConfig config,
      SceneAsks asks,
      Quotas quotas,
      Viewers viewers,
      CallStreams streams,
      ExecutorService encoders,
      Supplier<SystemInfo> info,
      GatewayTelemetry telemetry) {
    GatewayConfig.Limits limits = config.limits();
    GatewayConfig.Timeouts timeouts = config.timeouts();
    CaptureSettings captures =
        new CaptureSettings(
            asks,
            limits.framesInFlight(),
            limits.overrunFrames(),
            limits.framesPerSecond(),
            timeouts.pressing(),
            timeouts.frame(),
            new Offenders(System::nanoTime),
            telemetry);
    return List.of(
        new GrpcSceneService(asks, config.principals().scenes(), timeouts.answer()),
        new GrpcCaptureService(streams, captures, timeouts.answer()),
        new GrpcInstanceService(asks, streams, timeouts.answer(), limits.watchEvents(), telemetry),
        new GrpcRenderService(
            new Renders(asks, limits, encoders, telemetry),
            quotas,
            streams,
            timeouts.render(),
            viewers,
            telemetry),
        new GrpcQueryService(asks, streams, encoders, timeouts.render()),
        new GrpcExportService(asks, streams, timeouts.export()),
        new GrpcSystemService(asks, info, timeouts.answer()));
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
    tell(CaptureServiceGrpc.SERVICE_NAME, storing);
    tell(InstanceServiceGrpc.SERVICE_NAME, recording);
    for (String service :
        List.of(
            RenderServiceGrpc.SERVICE_NAME,
            QueryServiceGrpc.SERVICE_NAME,
            ExportServiceGrpc.SERVICE_NAME)) {
      tell(service, rendering);
    }
    for (String service : List.of(SceneServiceGrpc.SERVICE_NAME, SystemServiceGrpc.SERVICE_NAME)) {
      tell(service, answering);
    }
    tell(
        HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
        storing && rendering && recording && answering);
  }

  private void tell(String service, boolean serving) {
    health.setStatus(service, serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
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
    health.enterTerminalState();
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
    executors.forEach(ExecutorService::shutdownNow);
  }

  private static ExecutorService pool(String name, int threads) {
    return Executors.newFixedThreadPool(
        threads, Thread.ofPlatform().daemon().name(name + "-", 0).factory());
  }
}
