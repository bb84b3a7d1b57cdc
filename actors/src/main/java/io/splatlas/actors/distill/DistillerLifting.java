package io.splatlas.actors.distill;

import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.actors.runtime.Aside;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.JobClass;
import io.splatlas.actors.runtime.JobOwner;
import io.splatlas.actors.telemetry.FrameStep;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.gpu.FeatureMap;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lifts what a distiller's plan says, one job at a time: one map on top of the others, or all maps
 * anew, by a projection that is learnt from them first where it has to be. One map that is not
 * lifted is made up for when all are; that is tried again until it succeeds, or fails too often.
 * Belongs to the distiller's actor.
 */
final class DistillerLifting {
  private static final Logger LOG = LoggerFactory.getLogger(DistillerLifting.class);
  private static final Duration JOB_DEADLINE = Duration.ofMinutes(2);
  private static final Duration RETRY_DELAY = Duration.ofMillis(250);
  private static final int MAX_FAILURES = 3;

  private final ActorContext<Distiller.Command> context;
  private final TimerScheduler<Distiller.Command> timers;
  private final Distiller.Setup setup;
  private final JobOwner owner;
  private final SceneModel model;
  private final LiftPlan plan;
  private final TeacherDesk<?> desk;
  private final Aside<Distiller.Command> teaching;
  private final ActorRef<Distiller.Event> parent;

  private boolean underWay;
  private int failures;

  /**
   * @param desk whose frames belong to what is lifted at the end
   * @param teaching where a projection is learnt
   * @param parent told of lifting anew
   */
  DistillerLifting(
      ActorContext<Distiller.Command> context,
      TimerScheduler<Distiller.Command> timers,
      Distiller.Setup setup,
      JobOwner owner,
      SceneModel model,
      LiftPlan plan,
      TeacherDesk<?> desk,
      Aside<Distiller.Command> teaching,
      ActorRef<Distiller.Event> parent) {
    this.context = context;
    this.timers = timers;
    this.setup = setup;
    this.owner = owner;
    this.model = model;
    this.plan = plan;
    this.desk = desk;
    this.teaching = teaching;
    this.parent = parent;
  }

  /** Whether something is being lifted. */
  boolean isUnderWay() {
    return underWay;
  }

  /** Lifts one map on top of those that were lifted. */
  void one(LiftPlan.One one) {
    underWay = true;
    plan.lifting(one);
    long number = one.keyframe().number();
    submit(
        new Lifting(model, one.projection(), List.of(one.keyframe()), false),
        report -> new DistillerMessages.Lifted(number, report),
        DistillerMessages.LiftFailed::new);
  }

  /**
   * Forgets all that is lifted and lifts it again from the maps at hand.
   *
   * @return false when there are none: it is done already
   */
  boolean anew() {
    underWay = true;
    parent.tell(new Distiller.Settled(model, false));
    FeatureProjection known = plan.projection();
    List<FeatureMap> maps = plan.toLearnFrom();
    if (!maps.isEmpty()) {
      plan.learning();
      int channels = model.set().layout().features();
      teaching.run(
          () -> new DistillerMessages.Fitted(ProjectionFitter.fit(maps, channels)),
          DistillerMessages.Unfitted::new);
    } else if (known != null) {
      anewBy(known);
    } else {
      endAnew();
    }
    return underWay;
  }

  private void anewBy(FeatureProjection projection) {
    List<Keyframes.Described> all = plan.atHand();
    plan.liftingAnew(all);
    submitAnew(new Lifting(model, projection, all, true));
  }

  private void submitAnew(Lifting job) {
    submit(
        job,
        report -> new DistillerMessages.LiftedAnew(),
        failure -> new DistillerMessages.LiftAnewFailed(job, failure));
  }

  private void endAnew() {
    underWay = false;
    plan.liftedAnew(desk.isIdle());
    parent.tell(new Distiller.Settled(model, true));
  }

  /** An outcome of what was begun here. */
  void on(DistillerMessages.OfLifting message) {
    switch (message) {
      case DistillerMessages.Lifted done -> lifted(done);
      case DistillerMessages.LiftFailed failed -> notLifted(failed.failure());
      case DistillerMessages.Fitted fitted -> {
        plan.learnt(fitted.projection());
        anewBy(fitted.projection());
      }
      case DistillerMessages.Unfitted failed ->
          throw new IllegalStateException("the projection could not be learnt", failed.failure());
      case DistillerMessages.LiftedAnew done -> {
        failures = 0;
        endAnew();
      }
      case DistillerMessages.LiftAnewFailed failed -> notLiftedAnew(failed);
      case DistillerMessages.TryAgain again -> anew();
    }
  }

  private void lifted(DistillerMessages.Lifted done) {
    underWay = false;
    Telemetry telemetry = setup.telemetry();
    Duration busy = done.report().busy();
    telemetry.lifted(desk.lastTook(), busy);
    telemetry.frameStep(setup.scene(), done.number(), FrameStep.LIFTED, busy);
  }

  /** The map is kept: lifting anew makes up for it. */
  private void notLifted(Throwable failure) {
    underWay = false;
    LOG.warn("Scene {}: a keyframe could not be lifted", setup.scene(), failure);
  }

  /** What ran out of time goes on: from the start it would run out of it again, for ever. */
  private void notLiftedAnew(DistillerMessages.LiftAnewFailed failed) {
    if (failed.job().mayGoOn()) {
      failures = 0;
      submitAnew(failed.job());
      return;
    }
    if (++failures > MAX_FAILURES) {
      throw new IllegalStateException("semantics could not be lifted anew", failed.failure());
    }
    LOG.warn("Scene {}: lifting anew failed, trying again", setup.scene(), failed.failure());
    timers.startSingleTimer(new DistillerMessages.TryAgain(), RETRY_DELAY);
  }

  private void submit(
      Lifting job,
      Function<Lifting.Report, Distiller.Command> onSuccess,
      Function<Throwable, Distiller.Command> onFailure) {
    context.askWithStatus(
        Lifting.Report.class,
        setup.runtime(),
        JOB_DEADLINE.plusSeconds(10),
        replyTo -> new GpuRuntime.Submit<>(JobClass.LIFT, owner, job, JOB_DEADLINE, replyTo),
        (report, failure) -> failure == null ? onSuccess.apply(report) : onFailure.apply(failure));
  }
}
