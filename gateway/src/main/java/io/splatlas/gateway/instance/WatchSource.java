package io.splatlas.gateway.instance;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.InstanceFeed;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.scene.Scene;
import io.splatlas.gateway.GatewayTelemetry;
import io.splatlas.gateway.convert.InstanceMessages;
import io.splatlas.gateway.status.ErrorReason;
import io.splatlas.gateway.status.GrpcErrors;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.pekko.actor.Terminated;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.OutHandler;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.runtime.BoxedUnit;

/**
 * One subscription. Takes whatever the scene tells at once, so the scene never waits, and keeps
 * what the subscriber has not asked for in a {@link ConflatingFeed}. Unsubscribes when it stops,
 * however that happens.
 */
final class WatchSource extends GraphStage<SourceShape<WatchInstancesResponse>> {
  private final Outlet<WatchInstancesResponse> out = Outlet.create("WatchSource.out");
  private final SourceShape<WatchInstancesResponse> shape = SourceShape.of(out);
  private final ActorRef<Scene.Command> scene;
  private final long afterRevision;
  private final boolean unchanged;
  private final int mostUndroppable;
  private final ChangeMessages messages;
  private final GatewayTelemetry telemetry;

  /**
   * @param afterRevision resume behind it; 0 = a snapshot first
   * @param unchanged whether to tell, too, that nothing changed
   * @param mostUndroppable see {@link ConflatingFeed}
   * @param messages shared by all subscribers
   */
  WatchSource(
      ActorRef<Scene.Command> scene,
      long afterRevision,
      boolean unchanged,
      int mostUndroppable,
      ChangeMessages messages,
      GatewayTelemetry telemetry) {
    this.scene = scene;
    this.afterRevision = afterRevision;
    this.unchanged = unchanged;
    this.mostUndroppable = mostUndroppable;
    this.messages = messages;
    this.telemetry = telemetry;
  }

  @Override
  public SourceShape<WatchInstancesResponse> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic implements OutHandler {
    private final ConflatingFeed feed = new ConflatingFeed(mostUndroppable, afterRevision);
    private long told = afterRevision;
    private @Nullable SceneProblem end;
    private @Nullable ActorRef<InstanceFeed> self;
    private Instant opened = Instant.MAX;

    Logic() {
      super(shape);
      setHandler(out, this);
    }

    @Override
    public void preStart() {
      StageActor actor = getStageActor(this::onActorMessage);
      actor.watch(Adapter.toClassic(scene));
      self = Adapter.toTyped(actor.ref());
      opened = Instant.now();
      scene.tell(new Scene.Subscribe(afterRevision, unchanged, self));
      telemetry.watchOpened();
    }

    @Override
    public void postStop() {
      if (self != null) {
        scene.tell(new Scene.Unsubscribe(self));
        telemetry.watchClosed();
      }
    }

    @Override
    public void onPull() {
      progress();
    }

    private BoxedUnit onActorMessage(Tuple2<org.apache.pekko.actor.ActorRef, Object> envelope) {
      switch (envelope._2()) {
        case InstanceFeed.Snapshot snapshot -> feed.offer(snapshot);
        case InstanceFeed.Changes news -> news.changes().forEach(this::take);
        case InstanceFeed.Unchanged same -> feed.offer(same);
        case InstanceFeed.Ended ended -> end = end == null ? ended.problem() : end;
        case Terminated gone -> end = end == null ? stopped() : end;
        default -> throw new IllegalStateException("unexpected " + envelope._2().getClass());
      }
      progress();
      return BoxedUnit.UNIT;
    }

    private void take(InstanceChange change) {
      if (feed.offer(change) > 0) {
        telemetry.updateConflated();
      }
    }

    private void progress() {
      if (feed.overflowed()) {
        failStage(tooSlow());
        return;
      }
      if (isAvailable(out)) {
        InstanceFeed next = feed.poll();
        if (next != null) {
          push(out, toMessage(next));
        }
      }
      if (end != null && feed.size() == 0) {
        finish(end);
      }
    }

    /** A watch ends well when the scene is deleted. */
    private void finish(SceneProblem problem) {
      if (problem.reason() == SceneProblem.Reason.NOT_FOUND) {
        completeStage();
      } else {
        failStage(GrpcErrors.of(problem));
      }
    }

    private WatchInstancesResponse toMessage(InstanceFeed next) {
      return switch (next) {
        case InstanceFeed.Snapshot snapshot -> {
          told = snapshot.revision();
          yield WatchInstancesResponse.newBuilder()
              .setSnapshot(InstanceMessages.toMessage(snapshot))
              .build();
        }
        case InstanceFeed.Changes news -> {
          InstanceChange change = news.changes().getFirst();
          told = change.revision();
          // Who resumes is told of the past: that is no lag.
          if (change.time().isAfter(opened)) {
            telemetry.changeSent(Duration.between(change.time(), Instant.now()));
          }
          yield messages.of(change);
        }
        case InstanceFeed.Unchanged same ->
            WatchInstancesResponse.newBuilder()
                .setUnchanged(InstanceMessages.toMessage(same))
                .build();
        case InstanceFeed.Ended ended -> throw new IllegalStateException("an end is a status");
      };
    }

    private StatusRuntimeException tooSlow() {
      return GrpcErrors.of(
          Status.Code.ABORTED,
          ErrorReason.SUBSCRIBER_TOO_SLOW,
          "more than "
              + mostUndroppable
              + " events wait: watch again with after_revision = the last revision received",
          Map.of("last_sent_revision", Long.toUnsignedString(told)));
    }
  }

  private static SceneProblem stopped() {
    return new SceneProblem(
        SceneProblem.Reason.UNAVAILABLE,
        "the scene stopped: watch again with after_revision = the last revision received");
  }
}
