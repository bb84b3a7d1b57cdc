package io.splatlas.actors.distill;

import io.splatlas.actors.runtime.Aside;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.JobOwner;
import io.splatlas.actors.telemetry.FrameStep;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.actors.train.FrameLoader;
import io.splatlas.actors.train.LoadedFrame;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.actors.train.TakenFrame;
import io.splatlas.gpu.Camera;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

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

  /** Its own messages. */
  non-sealed interface Internal extends Command {}

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

  private final Setup setup;
  private final SceneModel model;
  private final ActorRef<Event> parent;
  private final JobOwner owner;
  private final KeyframeSelector selector;
  private final LiftPlan plan;
  private final TeacherDesk<Command> desk;
  private final DistillerLifting lifting;

  private boolean distilled;
  private int late;

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
    Aside<Command> teaching = Aside.on("splatlas.teacher-dispatcher", context);
    this.desk =
        new TeacherDesk<>(
            setup,
            teaching,
            DistillerMessages.Described::new,
            DistillerMessages.Undescribable::new);
    this.owner = new JobOwner(setup.scene(), "distiller");
    this.selector = new KeyframeSelector(setup.settings());
    this.plan =
        new LiftPlan(
            setup.settings(),
            setup.maps(),
            FieldProjections.known(
                setup.teacher().channels(),
                model.set().layout().features(),
                model.restoredProjection()));
    this.lifting =
        new DistillerLifting(context, timers, setup, owner, model, plan, desk, teaching, parent);
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
        .onMessage(DistillerMessages.Described.class, this::onDescribed)
        .onMessage(DistillerMessages.Undescribable.class, this::onUndescribable)
        .onMessage(DistillerMessages.OfLifting.class, this::onLifting)
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
    if (!lifting.isUnderWay()) {
      lift();
    }
    setup.telemetry().teacherWaiting(setup.scene(), desk.size());
    return this;
  }

  private void lift() {
    switch (plan.next(desk.isIdle())) {
      case LiftPlan.Anew anew -> {
        if (!lifting.anew()) {
          lift();
        }
      }
      case LiftPlan.One one -> lifting.one(one);
      case LiftPlan.Late next -> desk.load(next.number());
      case LiftPlan.Done done -> reportEnd();
      case LiftPlan.Wait wait -> {
        // Told when something has changed.
      }
    }
  }

  private Behavior<Command> onDescribed(DistillerMessages.Described described) {
    TeacherDesk.Described frame = described.frame();
    desk.free(frame.took());
    setup.telemetry().frameStep(setup.scene(), frame.number(), FrameStep.DESCRIBED, frame.took());
    plan.described(new Keyframes.Described(frame.number(), frame.camera(), frame.map()));
    return proceed();
  }

  private Behavior<Command> onUndescribable(DistillerMessages.Undescribable failed) {
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

  private Behavior<Command> onLifting(DistillerMessages.OfLifting message) {
    lifting.on(message);
    return lifting.isUnderWay() ? this : proceed();
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
}
