package io.splatlas.ops.load;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.ops.client.Reconnect;
import io.splatlas.ops.client.ServerAddress;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.replay.FrameSource;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.Frame;
import io.splatlas.proto.v1.FrameRefused;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts a server under load by real clients and measures. With disturbers the time is cut into
 * quarters, quiet and disturbed in turns, so that both halves see the same server and the same
 * machine.
 */
public final class LoadRun {
  private static final long SAMPLE_MILLIS = 1_000;
  private static final long SETTLE_MILLIS = 2_000;
  private static final long DRAIN_SECONDS = 60;
  private static final int ATTEMPTS = 20;

  /**
   * Which server.
   *
   * @param metrics its metrics page
   * @param process its id where it runs on this machine
   */
  public record Target(ServerAddress address, URI metrics, OptionalLong process) {}

  private final Target target;
  private final LoadPlan plan;
  private final List<Frame> round;
  private final Consumer<String> progress;
  private final Measurement unmeasured = new Measurement();
  private volatile Measurement measurement = unmeasured;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final LongAdder outOfOrder = new LongAdder();
  private final LongAdder reconnects = new LongAdder();
  private final List<Thread> robots = new ArrayList<>();
  private final List<Thread> watchers = new ArrayList<>();
  private final List<LoadSubscriber> subscribers = new ArrayList<>();
  private final List<SplatlasClient> clients = new ArrayList<>();

  /**
   * A run.
   *
   * @param frames of one round of a robot
   * @param progress is told what goes on
   */
  public LoadRun(Target target, LoadPlan plan, FrameSource frames, Consumer<String> progress)
      throws IOException {
    this.target = target;
    this.plan = plan;
    this.round = LoopedFrames.prepare(frames);
    this.progress = progress;
  }

  /**
   * Runs it all and deletes the scenes it made.
   *
   * @throws IOException when the server fails or a client is cut off for good
   */
  public LoadReport run() throws IOException, InterruptedException {
    SplatlasClient client = connect();
    LoadScenes scenes = new LoadScenes(client, "load-" + Long.toHexString(System.nanoTime()));
    try (ServerProbe probe = new ServerProbe(target.metrics(), target.process())) {
      String busy = scenes.trained(plan.maxGaussians());
      begin(scenes, busy);
      progress.accept("warming up");
      pause(plan.warmUp(), probe);
      LoadReport report = measure(scenes, busy, probe);
      delete(scenes);
      return report;
    } finally {
      end();
    }
  }

  /** What was measured is not lost because a server under load does not delete in time. */
  private void delete(LoadScenes scenes) {
    try {
      scenes.delete();
    } catch (StatusRuntimeException refused) {
      progress.accept("scenes are left on the server: " + refused.getStatus());
    }
  }

  private SplatlasClient connect() {
    SplatlasClient client = SplatlasClient.connect(target.address());
    clients.add(client);
    return client;
  }

  private void begin(LoadScenes scenes, String busy) throws IOException, InterruptedException {
    int held = plan.scenes() - plan.training();
    if (held > 0) {
      progress.accept("making %d scenes to be held".formatted(held));
      scenes.hold(held, round);
    }
    for (int i = 0; i < plan.robots(); i++) {
      robot(busy, i);
    }
    for (int i = 1; i < plan.training(); i++) {
      robot(scenes.trained(plan.maxGaussians()), 0);
    }
    progress.accept("%d subscribers begin to watch".formatted(plan.subscribers()));
    subscribe(busy);
  }

  private void robot(String scene, int number) {
    SplatlasClient own = connect();
    LoopedFrames frames =
        new LoopedFrames(
            round, number * round.size() / plan.robots(), plan.framesPerSecond(), stopped);
    SimulatedRobot robot =
        new SimulatedRobot(
            frames,
            plan.framesPerSecond(),
            new Waits(),
            Reconnect.upTo(ATTEMPTS, new SplittableRandom(number)));
    robots.add(begin("robot " + number, () -> robot.run(own, scene, "robot-" + number)));
  }

  private void subscribe(String scene) {
    SplatlasClient shared = null;
    for (int i = 0; i < plan.subscribers(); i++) {
      if (shared == null || i % plan.perConnection() == 0) {
        shared = connect();
      }
      SplatlasClient client = shared;
      LoadSubscriber subscriber = new LoadSubscriber(() -> measurement, outOfOrder, reconnects);
      subscribers.add(subscriber);
      int seed = i;
      watchers.add(begin("subscriber " + i, () -> subscriber.run(client, scene, seed)));
    }
  }

  /** What a client does on a thread of its own. */
  @FunctionalInterface
  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private Thread begin(String who, Work work) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                work.run();
              } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
              } catch (IOException | StatusRuntimeException broken) {
                failure.compareAndSet(null, new IOException(who + ": " + broken, broken));
              }
            });
  }

  /** Waits of one robot. */
  private final class Waits implements ReplayListener {
    private final Map<Long, Long> sent = new ConcurrentHashMap<>();

    @Override
    public void sending(long sequence) {
      sent.put(sequence, System.nanoTime());
    }

    @Override
    public void acknowledged(long sequence) {
      Long since = sent.remove(sequence);
      if (since != null) {
        long bytes = round.get((int) (sequence % round.size())).getSerializedSize();
        measurement.acknowledged(Duration.ofNanos(System.nanoTime() - since), bytes);
      }
    }

    @Override
    public void refused(FrameRefused refusal) {
      sent.remove(refusal.getSequence());
      measurement.refused();
    }

    @Override
    public void reconnecting(String why, Duration pause) {
      sent.clear();
      reconnects.increment();
    }
  }

  private LoadReport measure(LoadScenes scenes, String busy, ServerProbe probe)
      throws IOException, InterruptedException {
    Measurement quiet = new Measurement();
    Measurement disturbed = new Measurement();
    if (plan.disturbs()) {
      Duration quarter = plan.duration().dividedBy(4);
      for (int i = 0; i < 2; i++) {
        during("quiet", quiet, quarter, probe);
        disturb(busy, disturbed, quarter, probe);
      }
    } else {
      during("measuring", quiet, plan.duration(), probe);
    }
    stopRobots();
    long behind = behindAfterDraining(scenes, busy, probe);
    LoadReport.Window calm = quiet.window();
    LoadReport.Window rough = plan.disturbs() ? disturbed.window() : null;
    return new LoadReport(
        calm,
        rough,
        rough == null ? null : LoadReport.Disturbance.of(calm, rough),
        probe.report(),
        subscribers.size(),
        behind,
        subscribers.stream().mapToLong(LoadSubscriber::missing).sum(),
        outOfOrder.sum(),
        reconnects.sum());
  }

  private void disturb(String busy, Measurement disturbed, Duration quarter, ServerProbe probe)
      throws IOException, InterruptedException {
    try (Disturbers disturbers = new Disturbers(target.address(), busy)) {
      for (int i = 0; i < plan.flooding(); i++) {
        disturbers.flood("flood-" + i, round);
      }
      for (int i = 0; i < plan.stuck(); i++) {
        disturbers.stuck();
      }
      pause(Duration.ofMillis(SETTLE_MILLIS), probe);
      long before = disturbers.flooded();
      during("disturbed", disturbed, quarter, probe);
      progress.accept("floods sent %d frames".formatted(disturbers.flooded() - before));
    }
    pause(Duration.ofMillis(SETTLE_MILLIS), probe);
  }

  private void during(String what, Measurement seen, Duration time, ServerProbe probe)
      throws IOException, InterruptedException {
    progress.accept("%s for %d s".formatted(what, time.toSeconds()));
    long start = System.nanoTime();
    measurement = seen;
    pause(time, probe);
    measurement = unmeasured;
    seen.lasted(System.nanoTime() - start);
  }

  /** Waits and looks at the server meanwhile. */
  private void pause(Duration time, ServerProbe probe) throws IOException, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
      TimeUnit.MILLISECONDS.sleep(Math.min(left, SAMPLE_MILLIS));
      probe.sample();
      throwFailure();
    }
  }

  private void throwFailure() throws IOException {
    Throwable broken = failure.get();
    if (broken != null) {
      throw new IOException(broken.getMessage(), broken);
    }
  }

  private void stopRobots() throws IOException, InterruptedException {
    progress.accept("robots stop");
    stopped.set(true);
    for (Thread robot : robots) {
      robot.join();
    }
    throwFailure();
  }

  /**
   * Waits until every subscriber has what the scene had told when its robots stopped, and says how
   * many still have not when the time is up. A server too busy to answer does not cost the report.
   */
  private long behindAfterDraining(LoadScenes scenes, String busy, ServerProbe probe)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
    OptionalLong goal = revision(scenes, busy);
    while (behind(goal) > 0 && System.nanoTime() < end) {
      pause(Duration.ofMillis(SAMPLE_MILLIS / 4), probe);
      goal = goal.isPresent() ? goal : revision(scenes, busy);
    }
    return behind(goal);
  }

  private long behind(OptionalLong goal) {
    return goal.isEmpty()
        ? subscribers.size()
        : subscribers.stream()
            .filter(subscriber -> subscriber.revision() < goal.getAsLong())
            .count();
  }

  /** What the scene has told by now; empty when it does not answer in time. */
  private OptionalLong revision(LoadScenes scenes, String busy) {
    try {
      return OptionalLong.of(scenes.get(busy).getRevision());
    } catch (StatusRuntimeException refused) {
      Status.Code code = refused.getStatus().getCode();
      if (code != Status.Code.UNAVAILABLE && code != Status.Code.DEADLINE_EXCEEDED) {
        throw refused;
      }
      progress.accept("no answer: " + refused.getStatus().getDescription());
      return OptionalLong.empty();
    }
  }

  private void end() throws InterruptedException {
    stopped.set(true);
    watchers.forEach(Thread::interrupt);
    robots.forEach(Thread::interrupt);
    for (Thread watcher : watchers) {
      watcher.join();
    }
    for (Thread robot : robots) {
      robot.join();
    }
    clients.forEach(SplatlasClient::close);
  }
}
