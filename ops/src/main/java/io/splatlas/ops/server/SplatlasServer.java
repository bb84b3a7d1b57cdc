package io.splatlas.ops.server;

import com.typesafe.config.Config;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.splatlas.actors.Splatlas;
import io.splatlas.actors.distill.BuiltInTeacher;
import io.splatlas.actors.distill.Teacher;
import io.splatlas.actors.distill.clip.ClipModel;
import io.splatlas.actors.distill.clip.ClipTeacher;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.gateway.SystemInfo;
import io.splatlas.gateway.server.GatewayServer;
import io.splatlas.gpu.DeviceInfo;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.metrics.DoorMetrics;
import io.splatlas.ops.metrics.Health;
import io.splatlas.ops.metrics.OperatorEndpoint;
import io.splatlas.ops.metrics.StageMetrics;
import io.splatlas.ops.metrics.Telemetries;
import io.splatlas.ops.page.Page;
import io.splatlas.ops.page.PageMetrics;
import io.splatlas.ops.page.SceneJournal;
import io.splatlas.ops.store.JournalProbe;
import io.splatlas.ops.tracing.FrameLogging;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole server in this process: device, actors, gRPC gateway, operators' endpoint. */
public final class SplatlasServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SplatlasServer.class);
  private static final Duration START = Duration.ofSeconds(20);
  private static final long STOP_SECONDS = 20;

  /** For scenes to put what they learnt into checkpoints when the server goes down. */
  private static final Duration REST = Duration.ofSeconds(15);

  private final ServerOptions options;
  private final DeviceWatch device;
  private final ActorSystem<Splatlas.Command> system;
  private final GatewayServer gateway;
  private final DoorMetrics metrics;
  private final @Nullable Page page;
  private final List<OperatorEndpoint> endpoints;
  private final HealthWatch health;
  private final Observation watching;
  private final JvmGcMetrics garbageCollection;
  private final DataLock lock;
  private final Door door;
  private boolean closed;

  private SplatlasServer(
      ServerOptions options,
      DeviceWatch device,
      ActorSystem<Splatlas.Command> system,
      GatewayServer gateway,
      DoorMetrics metrics,
      @Nullable Page page,
      List<OperatorEndpoint> endpoints,
      HealthWatch health,
      Observation watching,
      JvmGcMetrics garbageCollection,
      DataLock lock,
      Door door) {
    this.options = options;
    this.device = device;
    this.system = system;
    this.gateway = gateway;
    this.metrics = metrics;
    this.page = page;
    this.endpoints = endpoints;
    this.health = health;
    this.watching = watching;
    this.garbageCollection = garbageCollection;
    this.lock = lock;
    this.door = door;
  }

  /**
   * Starts and waits until it listens.
   *
   * @throws IOException when a port is taken or the data folder cannot be made or is in use
   * @throws IllegalStateException when the device asked for cannot be had
   */
  public static SplatlasServer start(ServerOptions options) throws IOException {
    DataLock lock = DataLock.take(options.data());
    Door door = null;
    try {
      door = Door.of(options);
      return start(options, lock, door);
    } catch (IOException | RuntimeException failure) {
      if (door != null) {
        door.close();
      }
      lock.close();
      throw failure;
    }
  }

  private static SplatlasServer start(ServerOptions options, DataLock lock, Door door)
      throws IOException {
    Observation watching = Observation.of(options.observation());
    PrometheusMeterRegistry registry = watching.registry();
    JvmGcMetrics garbageCollection = bindJvm(registry);
    SceneJournal journal = new SceneJournal();
    DeviceWatch device = new DeviceWatch();
    Telemetry telemetry =
        Telemetries.all(
            List.of(
                device,
                new StageMetrics(registry),
                journal,
                watching.frameSteps(),
                new FrameLogging()));
    Supplier<Teacher> teacher = teacher(options.model(), options.detail());
    List<Supplier<GpuDevice>> devices = FirstThenNew.openAll(options, device);
    Gauge.builder("splatlas.build.info", () -> 1)
        .description("Always 1; which release runs on which kind of device")
        .tag("version", Release.version())
        .tag("device", device.info().kind())
        .register(registry);
    Config config = options.storage().config();
    ActorSystem<Splatlas.Command> system =
        ActorSystem.create(
            Splatlas.create(Assembly.config(options, telemetry, devices, teacher)),
            "splatlas",
            config);
    try {
      Splatlas.Services services =
          AskPattern.ask(system, Splatlas.GetServices::new, START, system.scheduler())
              .toCompletableFuture()
              .get(START.toSeconds(), TimeUnit.SECONDS);
      DoorMetrics metrics = new DoorMetrics(registry);
      GatewayServer gateway =
          GatewayServer.start(
              options.limits().ofGateway(options.host(), options.port()),
              door.access(),
              system,
              services.scenes(),
              services.viewers(),
              () -> new SystemInfo(Release.version(), device.info(), device.memory()),
              metrics);
      Page page = options.page() ? openPage(options, gateway, journal, registry) : null;
      HealthWatch health =
          HealthWatch.start(
              options.data(),
              new JournalProbe(options.storage().journal()),
              () -> answers(system),
              device,
              gateway);
      List<OperatorEndpoint> endpoints = startEndpoints(registry, options, health, gateway, page);
      return new SplatlasServer(
          options,
          device,
          system,
          gateway,
          metrics,
          page,
          endpoints,
          health,
          watching,
          garbageCollection,
          lock,
          door);
    } catch (IOException failure) {
      system.terminate();
      throw failure;
    } catch (InterruptedException interrupted) {
      system.terminate();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while starting", interrupted);
    } catch (ExecutionException | TimeoutException | CompletionException failure) {
      system.terminate();
      throw new IOException("the actors did not start: " + failure.getMessage(), failure);
    }
  }

  /** A model is loaded once and serves every scene for as long as the process lives. */
  private static Supplier<Teacher> teacher(@Nullable Path folder, int detail) throws IOException {
    if (folder == null) {
      LOG.info("teacher: built-in; text queries need a language model");
      return BuiltInTeacher::new;
    }
    ClipModel model = ClipModel.load(folder);
    LOG.info("teacher: {} with {} channels, detail {}", model.name(), model.dimensions(), detail);
    return () -> new ClipTeacher(model, detail);
  }

  /** The page is a client of the gateway like any other: same limits, same errors, same rights. */
  private static Page openPage(
      ServerOptions options,
      GatewayServer gateway,
      SceneJournal journal,
      PrometheusMeterRegistry registry) {
    return Page.of(
        SplatlasClient.over(gateway.connectInProcess(SplatlasClient.MAX_MESSAGE_BYTES)),
        options.host() + ":" + gateway.port(),
        journal,
        new PageMetrics(registry));
  }

  /**
   * The one on loopback, with the page, first; then the one for probes and scrapes from outside.
   */
  private static List<OperatorEndpoint> startEndpoints(
      PrometheusMeterRegistry registry,
      ServerOptions options,
      HealthWatch health,
      GatewayServer gateway,
      @Nullable Page page)
      throws IOException {
    Health probes = new Health(health::dead, health::notReady);
    List<OperatorEndpoint> started = new ArrayList<>();
    try {
      started.add(
          OperatorEndpoint.start(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), options.httpPort()),
              registry,
              probes,
              Optional.ofNullable(page)));
      InetSocketAddress outside = options.observation().operators();
      if (outside != null) {
        started.add(OperatorEndpoint.start(outside, registry, probes, Optional.<Page>empty()));
      }
      return started;
    } catch (IOException taken) {
      started.forEach(OperatorEndpoint::close);
      if (page != null) {
        page.close();
      }
      health.close();
      gateway.close();
      throw taken;
    }
  }

  /** Whether the actors answer in time. */
  private static boolean answers(ActorSystem<Splatlas.Command> system) {
    try {
      AskPattern.ask(system, Splatlas.GetServices::new, HealthWatch.ANSWER, system.scheduler())
          .toCompletableFuture()
          .get(HealthWatch.ANSWER.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException late) {
      LOG.debug("the actors did not answer", late);
      return false;
    }
  }

  private static JvmGcMetrics bindJvm(PrometheusMeterRegistry registry) {
    new UptimeMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    JvmGcMetrics garbageCollection = new JvmGcMetrics();
    garbageCollection.bindTo(registry);
    return garbageCollection;
  }

  /** Whether the processor is wanted by those this server is for. */
  public WarmUp.Way way() {
    if (device.hasComputed()) {
      return WarmUp.Way.OVER;
    }
    return metrics.isAsked() ? WarmUp.Way.BUSY : WarmUp.Way.FREE;
  }

  /** Why only a new process can help, as {@code /health} says; empty when none is needed. */
  public String onlyRestartHelps() {
    return health.dead();
  }

  /** The device in use. */
  public DeviceInfo device() {
    return device.info();
  }

  /** The address that gRPC listens on. */
  public String host() {
    return options.host();
  }

  /** What protects gRPC, for people. */
  public String protection() {
    return door.protection();
  }

  /** Takes up changed certificates now rather than within seconds. */
  public void reloadCertificates() {
    door.reload();
  }

  /** The port that gRPC listens on. */
  public int port() {
    return gateway.port();
  }

  /** The address of the page; empty when it is switched off. */
  public Optional<String> page() {
    return page == null ? Optional.empty() : Optional.of("http://127.0.0.1:" + httpPort() + "/");
  }

  /** The port of {@code /metrics}, {@code /health} and {@code /ready}. */
  public int httpPort() {
    return endpoints.getFirst().port();
  }

  /** What was learnt since the last checkpoints need not be learnt again. */
  private void rest() {
    try {
      AskPattern.<Splatlas.Command, Done>ask(
              system,
              replyTo -> new Splatlas.Rest(REST, replyTo),
              REST.plusSeconds(1),
              system.scheduler())
          .toCompletableFuture()
          .get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException late) {
      LOG.warn("not every scene could write a last checkpoint", late);
    }
  }

  /**
   * Takes no more calls, lets those under way end, puts what was learnt into checkpoints, stops the
   * actors and frees the device. Idempotent.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (page != null) {
      page.close();
    }
    health.close();
    gateway.close();
    rest();
    endpoints.forEach(OperatorEndpoint::close);
    system.terminate();
    try {
      system.getWhenTerminated().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException late) {
      LOG.warn("the actors did not stop within {} s", STOP_SECONDS, late);
    }
    garbageCollection.close();
    watching.close();
    door.close();
    try {
      lock.close();
    } catch (IOException failure) {
      LOG.warn("the lock of the data folder could not be closed", failure);
    }
  }
}
