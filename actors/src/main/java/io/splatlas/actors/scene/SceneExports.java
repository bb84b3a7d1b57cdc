package io.splatlas.actors.scene;

import io.splatlas.actors.model.SceneExport;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.JobClass;
import io.splatlas.actors.runtime.JobOwner;
import io.splatlas.actors.train.SceneModel;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/** Consistent copies of a scene for those who ask, a bounded number at a time. */
final class SceneExports {
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private final ActorContext<Scene.Command> context;
  private final ActorRef<GpuRuntime.Command> runtime;
  private final JobOwner owner;
  private final int most;
  private int underWay;

  SceneExports(
      ActorContext<Scene.Command> context,
      ActorRef<GpuRuntime.Command> runtime,
      JobOwner owner,
      int most) {
    this.context = context;
    this.runtime = runtime;
    this.owner = owner;
    this.most = most;
  }

  void begin(Scene.Export export, @Nullable SceneModel model) {
    if (model == null) {
      export
          .replyTo()
          .tell(problem(SceneProblem.Reason.NOT_READY, "the scene has no Gaussians yet"));
    } else if (underWay >= most) {
      export
          .replyTo()
          .tell(
              problem(SceneProblem.Reason.EXHAUSTED, underWay + " exports are under way already"));
    } else {
      underWay++;
      submit(export, model);
    }
  }

  private void submit(Scene.Export export, SceneModel model) {
    context.askWithStatus(
        SceneExport.class,
        runtime,
        DEADLINE.plusSeconds(10),
        replyTo ->
            new GpuRuntime.Submit<>(
                JobClass.SNAPSHOT,
                owner,
                SceneJobs.export(owner.scene(), model),
                DEADLINE,
                replyTo),
        (answer, failure) ->
            new SceneMessages.Exported(
                export.replyTo(),
                failure == null
                    ? StatusReply.success(answer)
                    : StatusReply.error(asProblem(failure))));
  }

  void end(SceneMessages.Exported exported) {
    underWay--;
    exported.replyTo().tell(exported.answer());
  }

  private static SceneProblem asProblem(Throwable failure) {
    return failure instanceof SceneProblem problem
        ? problem
        : new SceneProblem(
            SceneProblem.Reason.UNAVAILABLE, "the scene could not be copied; try again");
  }

  private static StatusReply<SceneExport> problem(SceneProblem.Reason reason, String message) {
    return StatusReply.error(new SceneProblem(reason, message));
  }
}
