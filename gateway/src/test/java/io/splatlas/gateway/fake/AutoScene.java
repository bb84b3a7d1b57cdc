package io.splatlas.gateway.fake;

import io.splatlas.actors.model.CaptureSession;
import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.InstanceFeed;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.model.SceneStatus;
import io.splatlas.actors.scene.Scene;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.pattern.StatusReply;

/**
 * A scene that plays itself: it acknowledges frames in order, refuses those without an image, and
 * announces an instance with every third frame.
 */
public final class AutoScene extends AbstractBehavior<Scene.Command> {
  private static final int CREDIT = 4;

  private final SceneStatus status;
  private final List<InstanceChange> changes = new ArrayList<>();
  private final List<Instance> instances = new ArrayList<>();
  private final List<ActorRef<InstanceFeed>> subscribers = new ArrayList<>();
  private long durable;

  public static Behavior<Scene.Command> create(SceneStatus status) {
    return Behaviors.setup(context -> new AutoScene(context, status));
  }

  private AutoScene(ActorContext<Scene.Command> context, SceneStatus status) {
    super(context);
    this.status = status;
  }

  @Override
  public Receive<Scene.Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Scene.GetStatus.class, ask -> reply(ask.replyTo(), status))
        .onMessage(Scene.Finish.class, ask -> reply(ask.replyTo(), status))
        .onMessage(
            Scene.OpenCapture.class,
            open -> reply(open.replyTo(), new CaptureSession(1, durable, CREDIT)))
        .onMessage(Scene.SubmitFrame.class, this::onFrame)
        .onMessage(Scene.Subscribe.class, this::onSubscribe)
        .onMessage(
            Scene.Unsubscribe.class,
            gone -> {
              subscribers.remove(gone.subscriber());
              return this;
            })
        .build();
  }

  private <T> Behavior<Scene.Command> reply(ActorRef<StatusReply<T>> to, T value) {
    to.tell(StatusReply.success(value));
    return this;
  }

  private Behavior<Scene.Command> onFrame(Scene.SubmitFrame submit) {
    PosedFrame frame = submit.frame();
    if (frame.sequence() != durable + 1) {
      refuse(submit, FrameAnswer.RefusalReason.OUT_OF_ORDER, "sequence");
      return this;
    }
    durable++;
    if (frame.image().length == 0) {
      refuse(submit, FrameAnswer.RefusalReason.UNDECODABLE, "image");
      return this;
    }
    submit.replyTo().tell(new FrameAnswer.Acknowledged(frame.sequence(), durable, CREDIT));
    if (durable % 3 == 0) {
      announce();
    }
    return this;
  }

  private void refuse(Scene.SubmitFrame submit, FrameAnswer.RefusalReason reason, String field) {
    submit
        .replyTo()
        .tell(
            new FrameAnswer.Refused(
                submit.frame().sequence(),
                new FrameAnswer.Refusal(reason, field, "refused by the fake"),
                durable,
                CREDIT));
  }

  private void announce() {
    long revision = changes.size() + 1L;
    Instance instance = Instances.alive((int) revision, revision);
    instances.add(instance);
    InstanceChange change =
        new InstanceChange(
            revision, InstanceChange.Kind.CREATED, instance, 0, Instant.EPOCH, durable);
    changes.add(change);
    subscribers.forEach(one -> one.tell(new InstanceFeed.Changes(List.of(change))));
  }

  private Behavior<Scene.Command> onSubscribe(Scene.Subscribe subscribe) {
    int after = (int) subscribe.afterRevision();
    if (after == 0) {
      subscribe
          .subscriber()
          .tell(new InstanceFeed.Snapshot(changes.size(), List.copyOf(instances)));
    } else if (after < changes.size()) {
      subscribe
          .subscriber()
          .tell(new InstanceFeed.Changes(List.copyOf(changes.subList(after, changes.size()))));
    }
    subscribers.add(subscribe.subscriber());
    return this;
  }
}
