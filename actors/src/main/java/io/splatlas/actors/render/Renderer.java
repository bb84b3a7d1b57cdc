package io.splatlas.actors.render;

import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.model.SceneRender;
import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.JobClass;
import io.splatlas.actors.runtime.JobOwner;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * Answers poses with renders, as interactive jobs of the device. A few may wait, more are refused;
 * what has not been rendered by its deadline is refused too.
 *
 * <p>Lost on restart: the count of waiting renders only; those under way go unanswered and time out
 * at their askers.
 */
public final class Renderer extends AbstractBehavior<Renderer.Command> {

  /** What a renderer can be told. */
  public sealed interface Command permits Render, Finished {}

  /**
   * Renders a view. Fails with a {@code SceneProblem}: EXHAUSTED when too many wait, INVALID when
   * the image is too large, NOT_READY while there are no Gaussians, UNAVAILABLE when it takes too
   * long or the scene is being restored.
   *
   * @param model of the scene, null before there is one
   */
  public record Render(
      @Nullable SceneModel model,
      Camera camera,
      RenderOptions options,
      ActorRef<StatusReply<SceneRender>> replyTo)
      implements Command {}

  private record Finished(
      @Nullable SceneRender render,
      @Nullable Throwable failure,
      ActorRef<StatusReply<SceneRender>> replyTo)
      implements Command {}

  private final JobOwner owner;
  private final RenderLimits limits;
  private final ActorRef<GpuRuntime.Command> runtime;
  private int waiting;

  private Renderer(
      ActorContext<Command> context,
      String scene,
      RenderLimits limits,
      ActorRef<GpuRuntime.Command> runtime) {
    super(context);
    this.owner = new JobOwner(scene, "renderer");
    this.limits = limits;
    this.runtime = runtime;
  }

  /** A renderer of one scene. */
  public static Behavior<Command> create(
      String scene, RenderLimits limits, ActorRef<GpuRuntime.Command> runtime) {
    return Behaviors.setup(context -> new Renderer(context, scene, limits, runtime));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Render.class, this::onRender)
        .onMessage(Finished.class, this::onFinished)
        .build();
  }

  private Behavior<Command> onRender(Render render) {
    SceneModel model = render.model();
    long values = values(render, model);
    if (model == null) {
      refuse(render, SceneProblem.Reason.NOT_READY, "the scene has no Gaussians yet");
    } else if (values > limits.values()) {
      refuse(
          render,
          SceneProblem.Reason.INVALID,
          "the layers asked for have %d values, at most %d are rendered; ask for a smaller image"
              .formatted(values, limits.values()));
    } else if (waiting >= limits.waiting()) {
      refuse(
          render,
          SceneProblem.Reason.EXHAUSTED,
          waiting + " renders of this scene already wait; ask again when one is answered");
    } else {
      submit(render, model);
    }
    return this;
  }

  private static long values(Render render, @Nullable SceneModel model) {
    int features = model == null ? 0 : model.set().layout().features();
    long perPixel = 0;
    for (Layer layer : render.options().layers()) {
      perPixel +=
          switch (layer) {
            case COLOUR -> 3;
            case FEATURES -> features;
            case DEPTH, ALPHA, IDS -> 1;
          };
    }
    return perPixel * render.camera().width() * render.camera().height();
  }

  private void submit(Render render, SceneModel model) {
    waiting++;
    getContext()
        .askWithStatus(
            SceneRender.class,
            runtime,
            limits.deadline().multipliedBy(2),
            replyTo ->
                new GpuRuntime.Submit<>(
                    JobClass.INTERACTIVE, owner, job(render, model), limits.deadline(), replyTo),
            (answer, failure) -> new Finished(answer, failure, render.replyTo()));
  }

  private static GpuJob<SceneRender> job(Render render, SceneModel model) {
    return GpuJob.once(
        slice -> {
          if (model.set().count() == 0) {
            throw new SceneProblem(SceneProblem.Reason.NOT_READY, "the scene has no Gaussians yet");
          }
          return new SceneRender(
              model.render(slice.device(), render.camera(), render.options()), model.iterations());
        });
  }

  private Behavior<Command> onFinished(Finished finished) {
    waiting--;
    SceneRender render = finished.render();
    Throwable failure = finished.failure();
    finished
        .replyTo()
        .tell(
            render != null && failure == null
                ? StatusReply.success(render)
                : StatusReply.error(problem(failure)));
    return this;
  }

  private static SceneProblem problem(@Nullable Throwable failure) {
    if (failure instanceof SceneProblem known) {
      return known;
    }
    if (failure instanceof IllegalArgumentException invalid) {
      return new SceneProblem(SceneProblem.Reason.INVALID, String.valueOf(invalid.getMessage()));
    }
    return new SceneProblem(
        SceneProblem.Reason.UNAVAILABLE, "the scene could not be rendered; try again");
  }

  private static void refuse(Render render, SceneProblem.Reason reason, String message) {
    render.replyTo().tell(StatusReply.error(new SceneProblem(reason, message)));
  }
}
