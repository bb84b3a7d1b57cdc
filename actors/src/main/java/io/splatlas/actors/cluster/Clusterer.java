package io.splatlas.actors.cluster;

import io.splatlas.actors.runtime.Aside;
import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.JobClass;
import io.splatlas.actors.runtime.JobOwner;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.actors.train.FrameLoader;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.actors.train.TakenFrame;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Clusters snapshots of one model beside training, one at a time, as often as {@link
 * ClusteringRule} says, and for the last time when it is told to. What became new while a
 * clustering ran is in the next one: requests never queue up.
 *
 * <p>Stops when the last clustering fails twice, for its parent to create it anew. Lost then: when
 * the last clustering was; the next one comes at once.
 */
public final class Clusterer extends AbstractBehavior<Clusterer.Command> {

  /** What a clusterer can be told. */
  public sealed interface Command permits Request, Internal {}

  /** What its parent may tell it. */
  public sealed interface Request extends Command {}

  /** Training has taken up a frame. */
  public record FrameTaken(TakenFrame frame) implements Request {}

  /** So many iterations are done. */
  public record Trained(long iterations) implements Request {}

  /** Semantics are complete, or are being lifted anew: wait. */
  public record Settled(boolean settled) implements Request {}

  /** Cluster once, whatever is new, and say which round it was. */
  public record Round(int round) implements Request {}

  /** Cluster for the last time. */
  public record Finish() implements Request {}

  /**
   * A clustering is done; told to the parent.
   *
   * @param model it was made of
   * @param snapshot it was made of
   * @param result clusters
   * @param basedOnFrame number of the newest frame taken up before the snapshot
   * @param lastSeen its capture time
   * @param took time it took
   * @param last whether it was the last
   * @param round the round it was asked for by, -1 for none
   */
  public record Clustered(
      SceneModel model,
      GaussianSnapshot snapshot,
      ClusteringResult result,
      long basedOnFrame,
      Instant lastSeen,
      Duration took,
      boolean last,
      int round) {}

  private sealed interface Internal extends Command {}

  private record Copied(GaussianSnapshot snapshot) implements Internal {}

  private record Found(GaussianSnapshot snapshot, ClusteringResult result, Duration took)
      implements Internal {}

  private record MayLook(Found found, PhotographLook look) implements Internal {}

  private record Prepared(Found found, IdDistillation distillation) implements Internal {}

  private record Distilled(Found found) implements Internal {}

  private record NotDistilled(Found found, Throwable failure) implements Internal {}

  private record Failed(Throwable failure) implements Internal {}

  private record LookAgain() implements Internal {}

  /**
   * What a clusterer works with.
   *
   * @param scene id
   * @param rule when to cluster
   * @param finder used by one thread at a time
   * @param photographs by which clusters that are waited for are distilled; null leaves them as
   *     they were found
   * @param memory of photographs, shared by all scenes
   * @param runtime the device's
   * @param telemetry is told of clusterings
   * @param clock nanoseconds
   */
  public record Setup(
      String scene,
      ClusteringRule rule,
      InstanceFinder finder,
      @Nullable FrameLoader photographs,
      PhotographMemory memory,
      ActorRef<GpuRuntime.Command> runtime,
      Telemetry telemetry,
      LongSupplier clock) {}

  private static final Duration JOB_DEADLINE = Duration.ofMinutes(2);

  private final Setup setup;
  private final SceneModel model;
  private final ActorRef<Clustered> parent;
  private final TimerScheduler<Command> timers;
  private final Aside<Command> clustering;
  private final JobOwner owner;
  private final ClusteringPlan plan;

  private int failures;
  private Optional<ClusteringPlan.Basis> underWay = Optional.empty();
  private @Nullable PhotographLook look;

  private Clusterer(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Setup setup,
      SceneModel model,
      List<TakenFrame> earlier,
      ActorRef<Clustered> parent) {
    super(context);
    this.setup = setup;
    this.model = model;
    this.parent = parent;
    this.timers = timers;
    this.clustering = Aside.on("splatlas.clustering-dispatcher", context);
    this.owner = new JobOwner(setup.scene(), "clusterer");
    this.plan = new ClusteringPlan(setup.rule(), earlier, setup.clock().getAsLong());
  }

  /**
   * A clusterer of one model.
   *
   * @param earlier frames taken up before it was created
   * @param parent told of every clustering
   */
  public static Behavior<Command> create(
      Setup setup, SceneModel model, List<TakenFrame> earlier, ActorRef<Clustered> parent) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new Clusterer(context, timers, setup, model, earlier, parent)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(FrameTaken.class, this::onFrameTaken)
        .onMessage(Trained.class, this::onTrained)
        .onMessage(Settled.class, this::onSettled)
        .onMessage(Round.class, this::onRound)
        .onMessage(Finish.class, this::onFinish)
        .onMessage(Copied.class, this::onCopied)
        .onMessage(Found.class, this::onFound)
        .onMessage(MayLook.class, this::onMayLook)
        .onMessage(Prepared.class, this::onPrepared)
        .onMessage(Distilled.class, distilled -> conclude(distilled.found()))
        .onMessage(NotDistilled.class, this::onNotDistilled)
        .onMessage(Failed.class, this::onFailed)
        .onMessage(LookAgain.class, message -> lookForWork())
        .onSignal(PostStop.class, signal -> onStop())
        .build();
  }

  private Behavior<Command> onFrameTaken(FrameTaken taken) {
    plan.took(taken.frame());
    return lookForWork();
  }

  private Behavior<Command> onTrained(Trained trained) {
    plan.trained(trained.iterations());
    return lookForWork();
  }

  private Behavior<Command> onSettled(Settled message) {
    plan.settle(message.settled());
    return lookForWork();
  }

  private Behavior<Command> onRound(Round round) {
    plan.want(round.round());
    return lookForWork();
  }

  private Behavior<Command> onFinish(Finish finish) {
    plan.finish();
    return lookForWork();
  }

  private Behavior<Command> lookForWork() {
    if (underWay.isEmpty()) {
      plan.untilNext(setup.clock().getAsLong()).ifPresent(this::beginIn);
    }
    return this;
  }

  private void beginIn(Duration wait) {
    if (wait.isZero()) {
      begin();
    } else {
      timers.startSingleTimer(new LookAgain(), wait);
    }
  }

  private void begin() {
    timers.cancel(new LookAgain());
    underWay = Optional.of(plan.basis());
    GpuJob<GaussianSnapshot> copy = GpuJob.once(slice -> slice.device().snapshot(model.set()));
    getContext()
        .askWithStatus(
            GaussianSnapshot.class,
            setup.runtime(),
            JOB_DEADLINE.plusSeconds(10),
            replyTo ->
                new GpuRuntime.Submit<>(JobClass.SNAPSHOT, owner, copy, JOB_DEADLINE, replyTo),
            (snapshot, failure) -> failure == null ? new Copied(snapshot) : new Failed(failure));
  }

  private Behavior<Command> onCopied(Copied copied) {
    List<Camera> cameras = underWay.map(ClusteringPlan.Basis::cameras).orElse(List.of());
    getContext()
        .getLog()
        .debug("Scene {}: clustering {} Gaussians", setup.scene(), copied.snapshot().count());
    clustering.run(() -> find(copied.snapshot(), cameras), Failed::new);
    return this;
  }

  private Found find(GaussianSnapshot snapshot, List<Camera> cameras) {
    long started = setup.clock().getAsLong();
    ClusteringResult result = setup.finder().find(new ClusteringInput(snapshot, cameras));
    return new Found(snapshot, result, Duration.ofNanos(setup.clock().getAsLong() - started));
  }

  /** While frames come, the next clustering is worth more than better borders of this one. */
  private Behavior<Command> onFound(Found found) {
    FrameLoader photographs = setup.photographs();
    if (photographs == null || !underWay.orElseThrow().isAwaited()) {
      return conclude(found);
    }
    PhotographLook asked = PhotographLook.ask(setup.memory(), photographs, plan.frames());
    look = asked;
    getContext()
        .pipeToSelf(
            asked.mayBegin(),
            (may, failure) ->
                failure == null ? new MayLook(found, may) : new NotDistilled(found, failure));
    return this;
  }

  private Behavior<Command> onMayLook(MayLook may) {
    Found found = may.found();
    clustering.run(
        () -> new Prepared(found, may.look().distillation(found.snapshot(), found.result())),
        failure -> new NotDistilled(found, failure));
    return this;
  }

  private Behavior<Command> onPrepared(Prepared prepared) {
    Found found = prepared.found();
    long started = setup.clock().getAsLong();
    getContext()
        .askWithStatus(
            ClusteringResult.class,
            setup.runtime(),
            JOB_DEADLINE.plusSeconds(10),
            replyTo ->
                new GpuRuntime.Submit<>(
                    JobClass.SNAPSHOT, owner, prepared.distillation(), JOB_DEADLINE, replyTo),
            (result, failure) ->
                failure == null
                    ? new Distilled(
                        new Found(
                            found.snapshot(),
                            result,
                            found.took().plusNanos(setup.clock().getAsLong() - started)))
                    : new NotDistilled(found, failure));
    return this;
  }

  private Behavior<Command> onNotDistilled(NotDistilled not) {
    getContext()
        .getLog()
        .warn(
            "Scene {}: clusters stay as they were found, without a look at the photographs",
            setup.scene(),
            not.failure());
    return conclude(not.found());
  }

  private Behavior<Command> conclude(Found found) {
    endLook();
    ClusteringPlan.Basis basis = underWay.orElseThrow();
    underWay = Optional.empty();
    plan.done(basis, found.took(), setup.clock().getAsLong());
    getContext()
        .getLog()
        .debug("Scene {}: found {} clusters", setup.scene(), found.result().clusters());
    failures = 0;
    report(found);
    parent.tell(
        new Clustered(
            model,
            found.snapshot(),
            found.result(),
            basis.newest().number(),
            basis.newest().captureTime(),
            found.took(),
            basis.last(),
            basis.round()));
    return lookForWork();
  }

  private void report(Found found) {
    int[] labels = found.result().labels();
    int noise = 0;
    for (int label : labels) {
      noise += label < 0 ? 1 : 0;
    }
    setup
        .telemetry()
        .clustered(
            setup.scene(),
            found.took(),
            labels.length,
            found.result().clusters(),
            labels.length == 0 ? 0 : (double) noise / labels.length);
  }

  private Behavior<Command> onFailed(Failed failed) {
    ClusteringPlan.Basis basis = underWay.orElseThrow();
    getContext().getLog().error("Scene {}: a clustering failed", setup.scene(), failed.failure());
    if (basis.isAwaited() && ++failures > 1) {
      throw new IllegalStateException("a clustering that is waited for failed", failed.failure());
    }
    underWay = Optional.empty();
    plan.failed(basis, setup.clock().getAsLong());
    return lookForWork();
  }

  private void endLook() {
    if (look != null) {
      look.close();
      look = null;
    }
  }

  private Behavior<Command> onStop() {
    endLook();
    setup.runtime().tell(new GpuRuntime.ReleaseOwner(owner));
    return this;
  }
}
