package io.splatlas.actors.scene;

import io.splatlas.actors.capture.Capture;
import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.query.Querier;
import io.splatlas.actors.render.Renderer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/** Answers what others ask of a scene, or hands it to the part that can. */
final class SceneRequests {
  private static final String CAPTURE_AWAY = "the frame log is being opened; try again";
  private static final String QUERIER_AWAY = "the part that answers questions restarts; try again";

  private final SceneLifecycle lifecycle;
  private final SceneInstances instances;
  private final SceneLearning learning;
  private final SceneChildren children;

  SceneRequests(
      SceneLifecycle lifecycle,
      SceneInstances instances,
      SceneLearning learning,
      SceneChildren children) {
    this.lifecycle = lifecycle;
    this.instances = instances;
    this.learning = learning;
    this.children = children;
  }

  void onGetStatus(Scene.GetStatus get) {
    get.replyTo().tell(StatusReply.success(lifecycle.status()));
  }

  void onOpenCapture(Scene.OpenCapture open) {
    ActorRef<Capture.Command> present = children.capture();
    if (lifecycle.isFailed()) {
      open.replyTo()
          .tell(
              SceneProblems.reply(
                  SceneProblem.Reason.NOT_READY, "the scene failed: " + lifecycle.failure()));
    } else if (present == null) {
      open.replyTo().tell(SceneProblems.reply(SceneProblem.Reason.UNAVAILABLE, CAPTURE_AWAY));
    } else {
      present.tell(new Capture.Open(open.robotId(), open.camera(), open.replyTo()));
    }
  }

  void onSubmitFrame(Scene.SubmitFrame submit) {
    ActorRef<Capture.Command> present = children.capture();
    if (present == null) {
      submit
          .replyTo()
          .tell(
              new FrameAnswer.Closed(
                  submit.frame().sequence(),
                  new SceneProblem(SceneProblem.Reason.UNAVAILABLE, CAPTURE_AWAY),
                  false));
    } else {
      present.tell(
          new Capture.Submit(submit.robotId(), submit.session(), submit.frame(), submit.replyTo()));
    }
  }

  void onListInstances(Scene.ListInstances list) {
    list.replyTo().tell(StatusReply.success(instances.list(list.afterId(), list.limit())));
  }

  void onGetInstance(Scene.GetInstance get) {
    get.replyTo()
        .tell(
            instances
                .find(get.id())
                .map(StatusReply::success)
                .orElseGet(
                    () ->
                        SceneProblems.reply(
                            SceneProblem.Reason.NOT_FOUND,
                            "scene %s has no instance %d".formatted(lifecycle.id(), get.id()))));
  }

  void onRender(Scene.Render render) {
    ActorRef<Renderer.Command> present = children.renderer();
    if (present == null) {
      render
          .replyTo()
          .tell(
              SceneProblems.reply(
                  SceneProblem.Reason.UNAVAILABLE, "the renderer restarts; try again"));
    } else {
      present.tell(
          new Renderer.Render(
              learning.model(), render.camera(), render.options(), render.replyTo()));
    }
  }

  void onSelect(Scene.Select select) {
    ask(
        select.replyTo(),
        new Querier.Select(learning.model(), select.pick(), select.maskView(), select.replyTo()));
  }

  void onQueryText(Scene.QueryText query) {
    ask(query.replyTo(), new Querier.Ask(learning.model(), query.question(), query.replyTo()));
  }

  void onQueryImage(Scene.QueryImage query) {
    ask(query.replyTo(), new Querier.AskImage(learning.model(), query.question(), query.replyTo()));
  }

  void onLabelInstances(Scene.LabelInstances label) {
    ask(label.replyTo(), new Querier.Label(learning.model(), label.question(), label.replyTo()));
  }

  private <T> void ask(ActorRef<StatusReply<T>> replyTo, Querier.Command question) {
    ActorRef<Querier.Command> present = children.querier();
    if (present == null) {
      replyTo.tell(SceneProblems.reply(SceneProblem.Reason.UNAVAILABLE, QUERIER_AWAY));
    } else {
      present.tell(question);
    }
  }
}
