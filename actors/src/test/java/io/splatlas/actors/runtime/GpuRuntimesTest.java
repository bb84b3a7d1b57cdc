package io.splatlas.actors.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.Actors;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.gpu.DeviceLostException;
import io.splatlas.gpu.DeviceMemory;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.reference.ReferenceDevice;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GpuRuntimesTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final long CAP = 64L << 20;
  private static final GaussianLayout LAYOUT = new GaussianLayout(0, 0);

  private final ActorTestKit kit = Actors.kit();
  private final Map<Integer, DeviceMemory> memories = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> scenes = new ConcurrentHashMap<>();
  private final Set<Integer> lost = ConcurrentHashMap.newKeySet();
  private final Set<Integer> computed = ConcurrentHashMap.newKeySet();
  private final AtomicLong ticks = new AtomicLong();
  private final Viewers viewers = new Viewers();
  private final Telemetry telemetry =
      new Telemetry() {
        @Override
        public void deviceMemory(int device, long used, long cap) {
          memories.put(device, new DeviceMemory(used, cap));
        }

        @Override
        public void deviceScenes(int device, int count) {
          scenes.put(device, count);
        }

        @Override
        public void deviceLost(int device) {
          lost.add(device);
        }

        @Override
        public void gpuSlice(int device, String priority, Duration busy) {
          computed.add(device);
        }
      };

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private ActorRef<GpuRuntime.Command> runtimes(int devices) {
    return runtimes(devices, System::nanoTime);
  }

  private ActorRef<GpuRuntime.Command> runtimes(int devices, LongSupplier clock) {
    Supplier<GpuDevice> open = () -> ReferenceDevice.create(CAP, "test");
    return kit.spawn(
        GpuRuntimes.create(
            Collections.nCopies(devices, open),
            new GpuRuntimeOptions(
                GpuRuntimeOptions.DEFAULTS.sliceTarget(),
                GpuRuntimeOptions.DEFAULTS.queueBounds(),
                GpuRuntimeOptions.DEFAULTS.patience(),
                Duration.ZERO),
            telemetry,
            SupervisorStrategy.stop(),
            viewers,
            clock));
  }

  private <T> StatusReply<T> run(
      ActorRef<GpuRuntime.Command> runtimes, String scene, GpuJob<T> job) {
    TestProbe<StatusReply<T>> answer = kit.createTestProbe();
    runtimes.tell(
        new GpuRuntime.Submit<>(
            JobClass.TRAIN, new JobOwner(scene, "trainer"), job, LONG, answer.getRef()));
    return answer.receiveMessage(Duration.ofSeconds(30));
  }

  private GpuDevice deviceOf(ActorRef<GpuRuntime.Command> runtimes, String scene) {
    return run(runtimes, scene, GpuJob.once(GpuSlice::device)).getValue();
  }

  private void release(ActorRef<GpuRuntime.Command> runtimes, String scene) {
    TestProbe<Done> done = kit.createTestProbe();
    runtimes.tell(new GpuRuntime.ReleaseScene(scene, done.getRef()));
    done.receiveMessage(Duration.ofSeconds(30));
  }

  @Test
  void shouldPlaceScenesOnTheDeviceWithTheFewest() {
    ActorRef<GpuRuntime.Command> runtimes = runtimes(3);
    GpuDevice a = deviceOf(runtimes, "a");
    GpuDevice b = deviceOf(runtimes, "b");
    GpuDevice c = deviceOf(runtimes, "c");
    assertNotSame(a, b);
    assertNotSame(b, c);
    assertNotSame(a, c);
    assertSame(b, deviceOf(runtimes, "b"), "a scene stays where it is");
    release(runtimes, "b");
    assertSame(b, deviceOf(runtimes, "d"), "the place of the scene that went");
    assertSame(a, deviceOf(runtimes, "e"), "the first of equals");
  }

  @Test
  void shouldPlaceNothingOnADeviceWhoseMemoryIsUsedUp() {
    ActorRef<GpuRuntime.Command> runtimes = runtimes(2);
    GaussianLayout wide = new GaussianLayout(0, 500);
    GpuJob<GpuDevice> fill =
        GpuJob.once(
            slice -> {
              GaussianSet set = slice.keep(slice.device().allocate(wide, 30_000));
              slice.device().append(set, GaussianBatch.zeros(wide, 30_000));
              return slice.device();
            });
    GpuDevice full = run(runtimes, "large", fill).getValue();
    assertTrue(full.memory().used() > 0.9 * CAP);
    GpuDevice other = deviceOf(runtimes, "b");
    assertNotSame(full, other);
    assertSame(other, deviceOf(runtimes, "c"));
    assertSame(other, deviceOf(runtimes, "d"));
    assertEquals(new DeviceMemory(full.memory().used(), CAP), memories.get(0));
    assertEquals(new DeviceMemory(other.memory().used(), CAP), memories.get(1));
    assertEquals(Map.of(0, 1, 1, 3), scenes, "scenes of each device");
    assertEquals(Set.of(0, 1), computed);
    release(runtimes, "large");
    assertEquals(Map.of(0, 0, 1, 3), scenes);
    assertSame(full, deviceOf(runtimes, "e"));
  }

  @Test
  void shouldLoseOneDeviceWithoutTheOther() {
    ActorRef<GpuRuntime.Command> runtimes = runtimes(2);
    TestProbe<DeviceLost> lostOfA = kit.createTestProbe();
    TestProbe<DeviceLost> lostOfB = kit.createTestProbe();
    runtimes.tell(new GpuRuntime.OnDeviceLost(new JobOwner("a", "trainer"), lostOfA.getRef()));
    runtimes.tell(new GpuRuntime.OnDeviceLost(new JobOwner("b", "trainer"), lostOfB.getRef()));
    GpuDevice b = deviceOf(runtimes, "b");
    GpuJob<String> unplug =
        GpuJob.once(
            slice -> {
              throw new DeviceLostException("unplugged");
            });
    assertEquals(1, scenes.get(1));
    assertTrue(run(runtimes, "a", unplug).isError());
    assertEquals(Set.of(0), lost, "by its place in the list");
    assertTrue(lostOfA.receiveMessage().reason().contains("unplugged"));
    lostOfB.expectNoMessage(Duration.ZERO);
    assertSame(b, deviceOf(runtimes, "b"));
  }

  @Test
  void shouldKeepHandlesOfAReleasedOwnerApart() {
    ActorRef<GpuRuntime.Command> runtimes = runtimes(2);
    GpuJob<GaussianSet> allocate =
        GpuJob.once(slice -> slice.keep(slice.device().allocate(LAYOUT, 10)));
    GaussianSet a = run(runtimes, "a", allocate).getValue();
    GaussianSet b = run(runtimes, "b", allocate).getValue();
    runtimes.tell(new GpuRuntime.ReleaseOwner(new JobOwner("a", "trainer")));
    runtimes.tell(new GpuRuntime.ReleaseOwner(new JobOwner("nobody", "trainer")));
    assertTrue(run(runtimes, "a", GpuJob.once(slice -> true)).isSuccess());
    assertThrows(IllegalStateException.class, a::count);
    assertEquals(0, b.count());
  }

  @Test
  void shouldCutASliceShortForAViewerWhoComesMeanwhile() {
    ActorRef<GpuRuntime.Command> runtimes = runtimes(2, () -> ticks.incrementAndGet());
    TestProbe<StatusReply<Integer>> trained = kit.createTestProbe();
    TestProbe<StatusReply<String>> rendered = kit.createTestProbe();
    CountDownLatch running = new CountDownLatch(1);
    Patient training = new Patient(running);
    runtimes.tell(
        new GpuRuntime.Submit<>(
            JobClass.TRAIN, new JobOwner("a", "trainer"), training, LONG, trained.getRef()));
    await(running);
    runtimes.tell(
        new GpuRuntime.Submit<>(
            JobClass.INTERACTIVE,
            new JobOwner("a", "renderer"),
            GpuJob.once(
                slice -> {
                  training.enough = true;
                  return "render";
                }),
            LONG,
            rendered.getRef()));
    assertEquals("render", rendered.receiveMessage(Duration.ofSeconds(60)).getValue());
    assertEquals(2, trained.receiveMessage(Duration.ofSeconds(60)).getValue(), "slices");
  }

  @Test
  void shouldNotCutASliceShortForAViewerOfAnotherDevice() {
    ActorRef<GpuRuntime.Command> runtimes = runtimes(2, () -> ticks.incrementAndGet());
    TestProbe<StatusReply<Integer>> trained = kit.createTestProbe();
    CountDownLatch running = new CountDownLatch(1);
    Patient training = new Patient(running);
    runtimes.tell(
        new GpuRuntime.Submit<>(
            JobClass.TRAIN, new JobOwner("a", "trainer"), training, LONG, trained.getRef()));
    await(running);
    TestProbe<StatusReply<String>> rendered = kit.createTestProbe();
    runtimes.tell(
        new GpuRuntime.Submit<>(
            JobClass.INTERACTIVE,
            new JobOwner("b", "renderer"),
            GpuJob.once(slice -> "render"),
            LONG,
            rendered.getRef()));
    assertEquals("render", rendered.receiveMessage(Duration.ofSeconds(60)).getValue());
    training.enough = true;
    assertEquals(1, trained.receiveMessage(Duration.ofSeconds(60)).getValue(), "slices");
  }

  /**
   * Steps until its slice has no time left or it has had enough; answers how many slices it had.
   */
  private static final class Patient implements GpuJob<Integer> {
    private final CountDownLatch running;
    private volatile boolean enough;
    private int slices;

    private Patient(CountDownLatch running) {
      this.running = running;
    }

    @Override
    public boolean runSlice(GpuSlice slice) {
      slices++;
      running.countDown();
      while (!enough && slice.timeLeft()) {
        Thread.onSpinWait();
      }
      return enough;
    }

    @Override
    public Integer result() {
      return slices;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
