package io.splatlas.actors.runtime;

import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.gpu.DeviceMemory;
import io.splatlas.gpu.GpuDevice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * All devices behind one door: a {@link GpuRuntime} each, and every scene on one of them. A scene
 * is placed with its first message, on the device that is the least loaded then, and stays until it
 * is released; its handles are nowhere else. A lost device is opened again and its scenes restore
 * there. Unlike the runtimes' own mailboxes, which are read between slices, this one is read at
 * once: here a job gets its time of arrival, and an interactive one rings.
 *
 * <p>Lost on restart: where scenes are; the runtimes stop with it and scenes restore, wherever they
 * are placed then.
 */
public final class GpuRuntimes extends AbstractBehavior<GpuRuntime.Command> {
  private final List<ActorRef<GpuRuntime.Command>> runtimes;
  private final List<Doorbell> doorbells;
  private final MemoryBoard memory;
  private final LongSupplier clock;
  private final Map<String, Integer> places = new HashMap<>();

  private GpuRuntimes(
      ActorContext<GpuRuntime.Command> context,
      List<ActorRef<GpuRuntime.Command>> runtimes,
      List<Doorbell> doorbells,
      MemoryBoard memory,
      LongSupplier clock) {
    super(context);
    this.clock = clock;
    this.runtimes = runtimes;
    this.doorbells = doorbells;
    this.memory = memory;
  }

  /**
   * The runtimes of the devices.
   *
   * @param openDevices opens each device, again after it was lost; at least one
   * @param options of every runtime
   * @param telemetry is told of each device by its place in the list
   * @param supervision of every runtime
   * @param viewers whose calls the runtimes make room for
   */
  public static Behavior<GpuRuntime.Command> create(
      List<Supplier<GpuDevice>> openDevices,
      GpuRuntimeOptions options,
      Telemetry telemetry,
      SupervisorStrategy supervision,
      Viewers viewers) {
    return create(openDevices, options, telemetry, supervision, viewers, System::nanoTime);
  }

  /** As above with a clock of nanoseconds, which several threads ask. */
  static Behavior<GpuRuntime.Command> create(
      List<Supplier<GpuDevice>> openDevices,
      GpuRuntimeOptions options,
      Telemetry telemetry,
      SupervisorStrategy supervision,
      Viewers viewers,
      LongSupplier clock) {
    if (openDevices.isEmpty()) {
      throw new IllegalArgumentException("there must be at least one device");
    }
    return Behaviors.setup(
        context -> {
          MemoryBoard memory = new MemoryBoard(openDevices.size());
          List<ActorRef<GpuRuntime.Command>> runtimes = new ArrayList<>();
          List<Doorbell> doorbells = new ArrayList<>();
          for (int k = 0; k < openDevices.size(); k++) {
            int device = k;
            Doorbell doorbell = new Doorbell(viewers);
            doorbells.add(doorbell);
            Behavior<GpuRuntime.Command> runtime =
                GpuRuntime.create(
                    openDevices.get(k),
                    device,
                    options,
                    telemetry,
                    now -> memory.report(device, now),
                    clock,
                    doorbell);
            runtimes.add(
                context.spawn(
                    Behaviors.supervise(runtime).onFailure(supervision),
                    "device-" + k,
                    GpuRuntime.PROPS));
          }
          return new GpuRuntimes(
              context, List.copyOf(runtimes), List.copyOf(doorbells), memory, clock);
        });
  }

  @Override
  public Receive<GpuRuntime.Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(GpuRuntime.Submit.class, this::onSubmit)
        .onMessage(
            GpuRuntime.ReleaseOwner.class,
            release -> passIfPlaced(release.owner().scene(), release))
        .onMessage(
            GpuRuntime.OnDeviceLost.class, register -> pass(register.owner().scene(), register))
        .onMessage(GpuRuntime.ReleaseScene.class, this::onReleaseScene)
        .onMessage(GpuRuntime.Describe.class, this::onDescribe)
        .build();
  }

  private Behavior<GpuRuntime.Command> onSubmit(GpuRuntime.Submit<?> submit) {
    int place = place(submit.owner().scene());
    long now = clock.getAsLong();
    runtimes.get(place).tell(new GpuRuntime.Arrival(submit, now));
    if (submit.jobClass() == JobClass.INTERACTIVE) {
      doorbells.get(place).ring(now);
    }
    return this;
  }

  private Behavior<GpuRuntime.Command> pass(String scene, GpuRuntime.Request request) {
    runtimes.get(place(scene)).tell(request);
    return this;
  }

  private int place(String scene) {
    return places.computeIfAbsent(scene, this::leastLoaded);
  }

  private Behavior<GpuRuntime.Command> passIfPlaced(String scene, GpuRuntime.Request request) {
    Integer place = places.get(scene);
    if (place != null) {
      runtimes.get(place).tell(request);
    }
    return this;
  }

  private Behavior<GpuRuntime.Command> onReleaseScene(GpuRuntime.ReleaseScene release) {
    Integer place = places.remove(release.scene());
    // The answer comes from a runtime, also when the scene was never placed.
    runtimes.get(place == null ? 0 : place).tell(release);
    return this;
  }

  /** Where there are several devices, the first speaks for all: they are of one kind. */
  private Behavior<GpuRuntime.Command> onDescribe(GpuRuntime.Describe describe) {
    runtimes.getFirst().tell(describe);
    return this;
  }

  private int leastLoaded(String scene) {
    int[] scenes = new int[runtimes.size()];
    places.values().forEach(place -> scenes[place]++);
    int best = 0;
    for (int k = 1; k < runtimes.size(); k++) {
      if (memory.load(k, scenes[k]).compareTo(memory.load(best, scenes[best])) < 0) {
        best = k;
      }
    }
    getContext().getLog().info("Scene {} is placed on device {}", scene, best);
    return best;
  }

  /** What the runtimes' threads report and the placement reads. */
  private static final class MemoryBoard {
    private final AtomicReferenceArray<DeviceMemory> memories;

    private MemoryBoard(int devices) {
      memories = new AtomicReferenceArray<>(devices);
      for (int k = 0; k < devices; k++) {
        memories.set(k, new DeviceMemory(0, 0));
      }
    }

    private void report(int device, DeviceMemory now) {
      memories.set(device, now);
    }

    private DeviceLoad load(int device, int scenes) {
      DeviceMemory now = memories.get(device);
      return new DeviceLoad(scenes, now.used(), now.cap());
    }
  }
}
