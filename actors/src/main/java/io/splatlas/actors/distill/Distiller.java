package io.splatlas.actors.distill;

import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.actors.runtime.Aside;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.JobClass;
import io.splatlas.actors.runtime.JobOwner;
import io.splatlas.actors.telemetry.FrameStep;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.actors.train.FrameLoader;
import io.splatlas.actors.train.LoadedFrame;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.actors.train.TakenFrame;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.FeatureMap;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
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
 * Gives the Gaussians of one model their semantics: picks keyframes, has the teacher describe them
 * on a dispatcher of its own, and lifts the maps. When geometry has changed much, and at the end,
 * all keyframes are lifted anew from their kept maps, since blend weights of before are stale then.
 *
 * <p>At most a few frames wait for the teacher; when it is behind, keyframes are left for the end
 * and counted. Stops when lifting anew fails several times, for its parent to create it anew. Lost
 * then: the kept maps; keyframes are described again at the end.
 */
public final class Distiller extends AbstractBehavior<Distiller.Command> {

  /** What a distiller can be told. */
  public sealed interface Command permits Request, Internal {}

  /** What its parent may tell it. */
  public sealed interface Request extends Command {}

  /** Training has taken up a frame; the extent of the scene is in metres. */
  public record FrameTaken(LoadedFrame frame, double extent) implements Request {}

  /** So many iterations are done. */
  public record Trained(long iterations) implements Request {}

  /** Training is over: lift everything anew, describe what was left out, then say so. */
  public record Finish() implements Request {}

  /** The Gaussians carry what was lifted of all keyframes so far, although their maps are gone. */
  public record AlreadyLifted() implements Request {}

  /** What it tells its parent; names the model it worked on. */
  public sealed interface Event {
    /** The model it worked on. */
    SceneModel model();
  }

  /** Lifting anew has begun ({@code false}) or ended: semantics are incomplete in between. */
  public record Settled(SceneModel model, boolean settled) implements Event {}

  /**
   * Everything is lifted with the final geometry.
   *
   * @param keyframes lifted
   * @param late keyframes that had to wait for the end because the teacher was behind
   * @param taught what was lifted
   */
  public record Distilled(SceneModel model, int keyframes, int late, Taught taught)
      implements Event {}

  private sealed interface Internal extends Command {}

  private record Described(TeacherDesk.Described frame) implements Internal {}

  private record Undescribable(long number, Throwable failure) implements Internal {}

  private record Fitted(FeatureProjection projection) implements Internal {}

  private record Unfitted(Throwable failure) implements Internal {}

  private record Lifted(Lifting.Report report) implements Internal {}

  private record LiftFailed(Throwable failure) implements Internal {}

  private record LiftedAnew(Lifting.Report report) implements Internal {}

  private record LiftAnewFailed(Lifting job, Throwable failure) implements Internal {}

  private record TryAgain() implements Internal {}

  /**
   * What a distiller works with.
   *
   * @param scene id
   * @param settings when to describe and lift
   * @param maps memory for feature maps, shared with other scenes
   * @param teacher used by one thread at a time
   * @param loader of frames that have to be described later
   * @param runtime the device's
   * @param telemetry is told of what was lifted
   */
  public record Setup(
      String scene,
      DistillSettings settings,
      MapMemory maps,
      Teacher teacher,
      FrameLoader loader,
      ActorRef<GpuRuntime.Command> runtime,
      Telemetry telemetry) {}

  private static final Duration JOB_DEADLINE = Duration.ofMinutes(2);
  private static final Duration RETRY_DELAY = Duration.ofMillis(250);
  private static final int MAX_FAILURES = 3;

  private final Setup setup;
  private final SceneModel model;
  private final ActorRef<Event> parent;
  private final TimerScheduler<Command> timers;
  private final Aside<Command> teaching;
  private final JobOwner owner;
  private final KeyframeSelector selector;
  private final LiftPlan plan;
  private final TeacherDesk<Command> desk;

  private boolean lifting;
  private long liftingNumber;
  private boolean distilled;
  private Duration lastTeacher = Duration.ZERO;
  private int late;
  private int failures;

  private Distiller(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Setup setup,
      SceneModel model,
      ActorRef<Event> parent) {
    super(context);
    this.setup = setup;
    this.model = model;
    this.parent = parent;
    this.timers = timers;
    this.teaching = Aside.on("splatlas.teacher-dispatcher", context);
    this.desk = new TeacherDesk<>(setup, teaching, Described::new, Undescribable::new);
    this.owner = new JobOwner(setup.scene(), "distiller");
    this.selector = new KeyframeSelector(setup.settings());
    this.plan =
        new LiftPlan(setup.settings(), setup.maps(), knownProjection(setup.teacher(), model));
  }

  /** None where the features fit, else what a restored model was lifted by; null = to be learnt. */
  private static @Nullable FeatureProjection knownProjection(Teacher teacher, SceneModel model) {
    int channels = model.set().layout().features();
    if (teacher.channels() == channels) {
      return FeatureProjection.identity(channels);
    }
    FeatureProjection restored = model.restoredProjection();
    boolean fits =
        restored != null
            && restored.teacherChannels() == teacher.channels()
            && restored.channels() == channels;
    return fits ? restored : null;
  }

  /**
   * A distiller of one model.
   *
   * @param earlier frames taken up before it was created; their keyframes are described at the end
   * @param extent of the scene, metres
   * @param parent told of lifting
   */
  public static Behavior<Command> create(
      Setup setup,
      SceneModel model,
      List<TakenFrame> earlier,
      double extent,
      ActorRef<Event> parent) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  Distiller distiller = new Distiller(context, timers, setup, model, parent);
                  distiller.catchUp(earlier, extent);
                  return distiller;
                }));
  }

  private void catchUp(List<TakenFrame> earlier, double extent) {
    for (TakenFrame frame : earlier) {
      if (selector.offer(frame.camera(), extent)) {
        plan.chosen(frame.number(), frame.camera());
        late++;
      }
    }
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(FrameTaken.class, this::onFrameTaken)
        .onMessage(Trained.class, this::onTrained)
        .onMessage(Finish.class, this::onFinish)
        .onMessage(AlreadyLifted.class, this::onAlreadyLifted)
        .onMessage(Described.class, this::onDescribed)
        .onMessage(Undescribable.class, this::onUndescribable)
        .onMessage(Fitted.class, this::onFitted)
        .onMessage(Unfitted.class, this::onUnfitted)
        .onMessage(Lifted.class, this::onLifted)
        .onMessage(LiftFailed.class, this::onLiftFailed)
        .onMessage(LiftedAnew.class, this::onLiftedAnew)
        .onMessage(LiftAnewFailed.class, this::onLiftAnewFailed)
        .onMessage(TryAgain.class, this::onTryAgain)
        .onSignal(PostStop.class, signal -> onStop())
        .build();
  }

  private Behavior<Command> onFrameTaken(FrameTaken taken) {
    LoadedFrame frame = taken.frame();
    Camera camera = frame.image().camera();
    if (!selector.offer(camera, taken.extent())) {
      return this;
    }
    plan.chosen(frame.number(), camera);
    if (desk.offer(frame, taken.extent())) {
      late++;
      setup.telemetry().keyframeLate();
    }
    return proceed();
  }

  private Behavior<Command> onTrained(Trained trained) {
    plan.trained(trained.iterations());
    return proceed();
  }

  private Behavior<Command> onFinish(Finish finish) {
    plan.finish();
    return proceed();
  }

  private Behavior<Command> onAlreadyLifted(AlreadyLifted already) {
    plan.alreadyLifted();
    return this;
  }

  private Behavior<Command> proceed() {
    if (!plan.isBehind()) {
      desk.next();
    }
    if (!lifting) {
      lift();
    }
    setup.telemetry().teacherWaiting(setup.scene(), desk.size());
    return this;
  }

  private void lift() {
    switch (plan.next(desk.isIdle())) {
      case LiftPlan.Anew anew -> beginAnew();
      case LiftPlan.One one -> liftOne(one);
      case LiftPlan.Late next -> desk.load(next.number());
      case LiftPlan.Done done -> reportEnd();
      case LiftPlan.Wait wait -> {
        // Told when something has changed.
      }
    }
  }

  private Behavior<Command> onDescribed(Described described) {
    TeacherDesk.Described frame = described.frame();
    desk.free();
    lastTeacher = frame.took();
    setup.telemetry().frameStep(setup.scene(), frame.number(), FrameStep.DESCRIBED, frame.took());
    plan.described(new Keyframes.Described(frame.number(), frame.camera(), frame.map()));
    return proceed();
  }

  private Behavior<Command> onUndescribable(Undescribable failed) {
    desk.free();
    getContext()
        .getLog()
        .atError()
        .addKeyValue("frame", failed.number())
        .setCause(failed.failure())
        .log(
            "Scene {}: keyframe {} cannot be described and is left out",
            setup.scene(),
            failed.number());
    plan.undescribable(failed.number());
    return proceed();
  }

  private void liftOne(LiftPlan.One one) {
    lifting = true;
    liftingNumber = one.keyframe().number();
    plan.lifting(one);
    submit(
        new Lifting(model, one.projection(), List.of(one.keyframe()), false),
        Lifted::new,
        LiftFailed::new);
  }

  private Behavior<Command> onLifted(Lifted done) {
    lifting = false;
    setup.telemetry().lifted(lastTeacher, done.report().busy());
    setup
        .telemetry()
        .frameStep(setup.scene(), liftingNumber, FrameStep.LIFTED, done.report().busy());
    return proceed();
  }

  /** The map is kept: lifting anew makes up for it. */
  private Behavior<Command> onLiftFailed(LiftFailed failed) {
    lifting = false;
    getContext()
        .getLog()
        .warn("Scene {}: a keyframe could not be lifted", setup.scene(), failed.failure());
    return proceed();
  }

  /** All that is lifted is forgotten and lifted again from the maps at hand. */
  private void beginAnew() {
    lifting = true;
    parent.tell(new Settled(model, false));
    FeatureProjection known = plan.projection();
    List<FeatureMap> maps = plan.toLearnFrom();
    if (!maps.isEmpty()) {
      plan.learning();
      int channels = model.set().layout().features();
      teaching.run(() -> new Fitted(ProjectionFitter.fit(maps, channels)), Unfitted::new);
    } else if (known != null) {
      liftAnew(known);
    } else {
      endAnew();
      lift();
    }
  }

  private Behavior<Command> onFitted(Fitted fitted) {
    plan.learnt(fitted.projection());
    liftAnew(fitted.projection());
    return this;
  }

  private Behavior<Command> onUnfitted(Unfitted failed) {
    throw new IllegalStateException("the projection could not be learnt", failed.failure());
  }

  private void liftAnew(FeatureProjection by) {
    List<Keyframes.Described> all = plan.atHand();
    plan.liftingAnew(all);
    submitAnew(new Lifting(model, by, all, true));
  }

  private void submitAnew(Lifting job) {
    submit(job, LiftedAnew::new, failure -> new LiftAnewFailed(job, failure));
  }

  private Behavior<Command> onLiftedAnew(LiftedAnew done) {
    failures = 0;
    endAnew();
    return proceed();
  }

  private void endAnew() {
    lifting = false;
    plan.liftedAnew(desk.isIdle());
    parent.tell(new Settled(model, true));
  }

  /** What ran out of time goes on: from the start it would run out of it again, for ever. */
  private Behavior<Command> onLiftAnewFailed(LiftAnewFailed failed) {
    if (failed.job().mayGoOn()) {
      failures = 0;
      submitAnew(failed.job());
      return this;
    }
    if (++failures > MAX_FAILURES) {
      throw new IllegalStateException("semantics could not be lifted anew", failed.failure());
    }
    getContext()
        .getLog()
        .warn("Scene {}: lifting anew failed, trying again", setup.scene(), failed.failure());
    timers.startSingleTimer(new TryAgain(), RETRY_DELAY);
    return this;
  }

  private Behavior<Command> onTryAgain(TryAgain again) {
    beginAnew();
    return this;
  }

  private void reportEnd() {
    if (!distilled) {
      distilled = true;
      parent.tell(new Distilled(model, plan.size(), late, plan.taught()));
    }
  }

  private Behavior<Command> onStop() {
    plan.end();
    setup.telemetry().teacherWaiting(setup.scene(), 0);
    setup.runtime().tell(new GpuRuntime.ReleaseOwner(owner));
    return this;
  }

  private void submit(
      Lifting job,
      Function<Lifting.Report, Command> onSuccess,
      Function<Throwable, Command> onFailure) {
    getContext()
        .askWithStatus(
            Lifting.Report.class,
            setup.runtime(),
            JOB_DEADLINE.plusSeconds(10),
            replyTo -> new GpuRuntime.Submit<>(JobClass.LIFT, owner, job, JOB_DEADLINE, replyTo),
            (report, failure) ->
                failure == null ? onSuccess.apply(report) : onFailure.apply(failure));
  }
}
