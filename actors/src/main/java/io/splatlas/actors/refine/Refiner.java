package io.splatlas.actors.refine;

import io.splatlas.actors.distill.Taught;
import io.splatlas.actors.distill.Teacher;
import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.actors.runtime.Aside;
import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.JobClass;
import io.splatlas.actors.runtime.JobOwner;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.actors.train.FrameLoader;
import io.splatlas.actors.train.LoadedFrame;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.FieldReport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;

/**
 * Refines the semantic field of one model between clusterings: looks at every keyframe with the ids
 * that the last clustering gave, lets the teacher say what each instance is as a whole, then trains
 * the field in short jobs.
 *
 * <p>A stage that fails is told of like one that is done: the field stays as good as it was, and
 * instances are found with that. Lost on a stop: the stage under way.
 */
public final class Refiner extends AbstractBehavior<Refiner.Command> {

  /** What a refiner can be told. */
  public sealed interface Command permits Refine, Internal {}

  /** Refine behind clustering {@code round} of the plan, from 0. */
  public record Refine(int round) implements Command {}

  /** A stage is over; told to the parent. */
  public record Refined(SceneModel model, int round) {}

  private sealed interface Internal extends Command {}

  private record Looked(int round, Look look) implements Internal {}

  private record Planned(int round, Lessons lessons) implements Internal {}

  private record Learnt(int round, FieldTraining training) implements Internal {}

  private record Failed(int round, Throwable failure) implements Internal {}

  /**
   * What a refiner works with.
   *
   * @param scene id
   * @param settings how to refine
   * @param plan when
   * @param teacher used by one thread at a time
   * @param loader of keyframes' images
   * @param runtime the device's
   * @param telemetry is told of stages
   */
  public record Setup(
      String scene,
      RefinementSettings settings,
      RefinementPlan plan,
      Teacher teacher,
      FrameLoader loader,
      ActorRef<GpuRuntime.Command> runtime,
      Telemetry telemetry) {}

  private static final Duration DEADLINE = Duration.ofMinutes(5);

  private final Setup setup;
  private final SceneModel model;
  private final Taught taught;
  private final ActorRef<Refined> parent;
  private final Aside<Command> teaching;
  private final JobOwner owner;
  private long started;

  private Refiner(
      ActorContext<Command> context,
      Setup setup,
      SceneModel model,
      Taught taught,
      ActorRef<Refined> parent) {
    super(context);
    this.setup = setup;
    this.model = model;
    this.taught = taught;
    this.parent = parent;
    this.teaching = Aside.on("splatlas.teacher-dispatcher", context);
    this.owner = new JobOwner(setup.scene(), "refiner");
  }

  /**
   * A refiner of one model.
   *
   * @param taught what was lifted into it
   * @param parent told of every stage
   */
  public static Behavior<Command> create(
      Setup setup, SceneModel model, Taught taught, ActorRef<Refined> parent) {
    return Behaviors.setup(context -> new Refiner(context, setup, model, taught, parent));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Refine.class, this::onRefine)
        .onMessage(Looked.class, this::onLooked)
        .onMessage(Planned.class, this::onPlanned)
        .onMessage(Learnt.class, this::onLearnt)
        .onMessage(Failed.class, this::onFailed)
        .onSignal(PostStop.class, signal -> onStop())
        .build();
  }

  private Behavior<Command> onRefine(Refine refine) {
    RefinementPlan.Stage stage = setup.plan().stage(refine.round());
    if (stage.from() == stage.to() || taught.frames().isEmpty() || taught.projection() == null) {
      return end(refine.round());
    }
    started = System.nanoTime();
    boolean grouped = stage.to() > setup.plan().groupsFrom();
    submit(
        Look.class,
        new LookJob(model, grouped ? taught.frames() : List.of()),
        look -> new Looked(refine.round(), look),
        failure -> new Failed(refine.round(), failure));
    return this;
  }

  private Behavior<Command> onLooked(Looked looked) {
    FeatureProjection projection = taught.projection();
    if (projection == null) {
      return end(looked.round());
    }
    LessonPlanner planner = new LessonPlanner(setup.settings(), setup.teacher(), projection);
    teaching.run(
        () ->
            new Planned(
                looked.round(),
                planner.plan(
                    this::view,
                    looked.look().ids(),
                    taught.frames().size(),
                    looked.look().snapshot(),
                    looked.round() + 1L)),
        failure -> new Failed(looked.round(), failure));
    return this;
  }

  /** On the teacher's thread. */
  private @Nullable TeachingView view(int number) throws IOException {
    Taught.Frame frame = taught.frames().get(number);
    Optional<LoadedFrame> loaded = setup.loader().load(frame.number());
    if (loaded.isEmpty()) {
      return null;
    }
    byte[] rgb = loaded.get().image().rgb();
    FeatureMap kept = frame.map();
    FeatureMap map =
        kept != null
            ? kept
            : setup.teacher().describe(frame.camera().width(), frame.camera().height(), rgb);
    return new TeachingView(frame.camera(), rgb, map);
  }

  private Behavior<Command> onPlanned(Planned planned) {
    RefinementPlan.Stage stage = setup.plan().stage(planned.round());
    return learn(
        planned.round(),
        new FieldTraining(planned.lessons(), setup.settings(), setup.plan(), stage));
  }

  private Behavior<Command> learn(int round, FieldTraining training) {
    submit(
        FieldTraining.class,
        new LearnJob(model, training),
        done -> new Learnt(round, done),
        failure -> new Failed(round, failure));
    return this;
  }

  private Behavior<Command> onLearnt(Learnt learnt) {
    if (!learnt.training().isDone()) {
      return learn(learnt.round(), learnt.training());
    }
    FieldReport report = learnt.training().report();
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    setup.telemetry().refined(setup.scene(), took, report);
    getContext()
        .getLog()
        .info(
            "Scene {}: field refined behind clustering {} in {} s: {}",
            setup.scene(),
            learnt.round(),
            took.toMillis() / 1e3,
            report);
    return end(learnt.round());
  }

  private Behavior<Command> onFailed(Failed failed) {
    getContext()
        .getLog()
        .error(
            "Scene {}: the field could not be refined and stays as it was lifted",
            setup.scene(),
            failed.failure());
    return end(failed.round());
  }

  private Behavior<Command> end(int round) {
    parent.tell(new Refined(model, round));
    return this;
  }

  private Behavior<Command> onStop() {
    setup.runtime().tell(new GpuRuntime.ReleaseOwner(owner));
    return this;
  }

  private <T> void submit(
      Class<T> type,
      GpuJob<T> job,
      Function<T, Command> onSuccess,
      Function<Throwable, Command> onFailure) {
    getContext()
        .askWithStatus(
            type,
            setup.runtime(),
            DEADLINE.plusSeconds(10),
            replyTo -> new GpuRuntime.Submit<>(JobClass.TRAIN, owner, job, DEADLINE, replyTo),
            (answer, failure) ->
                failure == null ? onSuccess.apply(answer) : onFailure.apply(failure));
  }
}
