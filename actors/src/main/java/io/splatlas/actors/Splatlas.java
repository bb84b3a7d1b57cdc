package io.splatlas.actors;

import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.GpuRuntimeOptions;
import io.splatlas.actors.runtime.GpuRuntimes;
import io.splatlas.actors.runtime.Viewers;
import io.splatlas.actors.scene.SceneLimits;
import io.splatlas.actors.scene.SceneServices;
import io.splatlas.actors.scene.Scenes;
import io.splatlas.gpu.GpuDevice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The guardian: one GPU runtime and all scenes of a data folder. Both restart when they fail; a
 * runtime that cannot open its device even so stays away and jobs are answered by their deadlines.
 */
public final class Splatlas {

  /** What the guardian can be told. */
  public sealed interface Command {}

  /** Asks for what a door talks to. */
  public record GetServices(ActorRef<Services> replyTo) implements Command {}

  /**
   * The server goes down: everything learnt goes into checkpoints, see {@link Scenes.Rest}. Answers
   * when it has.
   */
  public record Rest(Duration limit, ActorRef<Done> replyTo) implements Command {}

  /**
   * Who answers for scenes and for the device.
   *
   * @param viewers to be told of their calls by whoever lets them in
   */
  public record Services(
      ActorRef<Scenes.Command> scenes, ActorRef<GpuRuntime.Command> runtime, Viewers viewers) {}

  /**
   * Choices of a server.
   *
   * @param data folder of all scenes
   * @param openDevices opens each device, and opens it again after it was lost; scenes are placed
   *     on the least loaded
   * @param runtime how a device is shared
   * @param limits of the server
   * @param scenes what scenes are made of
   */
  public record Config(
      Path data,
      List<Supplier<GpuDevice>> openDevices,
      GpuRuntimeOptions runtime,
      SceneLimits limits,
      SceneServices scenes) {
    public Config {
      openDevices = List.copyOf(openDevices);
    }

    /** On one device. */
    public Config(
        Path data,
        Supplier<GpuDevice> openDevice,
        GpuRuntimeOptions runtime,
        SceneLimits limits,
        SceneServices scenes) {
      this(data, List.of(openDevice), runtime, limits, scenes);
    }
  }

  private static final SupervisorStrategy RESTART =
      SupervisorStrategy.restartWithBackoff(Duration.ofMillis(500), Duration.ofSeconds(30), 0.2);

  private Splatlas() {}

  /** A server's actors. */
  public static Behavior<Command> create(Config config) {
    return Behaviors.setup(
        context -> {
          Viewers viewers = new Viewers();
          ActorRef<GpuRuntime.Command> runtime =
              context.spawn(
                  Behaviors.supervise(devices(config, viewers)).onFailure(RESTART), "gpu-runtimes");
          ActorRef<Scenes.Command> scenes =
              context.spawn(
                  Behaviors.supervise(
                          Scenes.create(
                              config.data().resolve("scenes"),
                              config.limits(),
                              config.scenes(),
                              runtime))
                      .onFailure(RESTART),
                  "scenes",
                  Scenes.PROPS);
          Services services = new Services(scenes, runtime, viewers);
          return Behaviors.receive(Command.class)
              .onMessage(
                  GetServices.class,
                  get -> {
                    get.replyTo().tell(services);
                    return Behaviors.same();
                  })
              .onMessage(
                  Rest.class,
                  rest -> {
                    scenes.tell(new Scenes.Rest(rest.limit(), rest.replyTo()));
                    return Behaviors.same();
                  })
              .build();
        });
  }

  private static Behavior<GpuRuntime.Command> devices(Config config, Viewers viewers) {
    return GpuRuntimes.create(
        config.openDevices(), config.runtime(), config.scenes().telemetry(), RESTART, viewers);
  }
}
