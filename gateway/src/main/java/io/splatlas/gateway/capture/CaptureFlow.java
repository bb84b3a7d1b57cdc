package io.splatlas.gateway.capture;

import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.CaptureSession;
import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.scene.Scene;
import io.splatlas.gateway.convert.Cameras;
import io.splatlas.gateway.status.ErrorReason;
import io.splatlas.gateway.status.GrpcErrors;
import io.splatlas.proto.v1.CaptureRequest;
import io.splatlas.proto.v1.CaptureResponse;
import io.splatlas.proto.v1.Frame;
import io.splatlas.proto.v1.OpenCapture;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.Terminated;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.stream.stage.OutHandler;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.runtime.BoxedUnit;

/**
 * One capture stream: messages of a robot in, answers out. Asks for the next message only while the
 * {@link CaptureWindow} has room, watches the scene, and ends with a status when the robot breaks
 * the protocol, the scene closes the stream, or an answer does not come.
 */
final class CaptureFlow extends GraphStage<FlowShape<CaptureRequest, CaptureResponse>> {
  private static final String STALLED = "stalled";
  private static final String PACE = "pace";
  private static final String STAY_AWAY = "stay-away";

  private final Inlet<CaptureRequest> in = Inlet.create("CaptureFlow.in");
  private final Outlet<CaptureResponse> out = Outlet.create("CaptureFlow.out");
  private final FlowShape<CaptureRequest, CaptureResponse> shape = FlowShape.of(in, out);
  private final CaptureSettings settings;
  private final String principal;
  private final Duration openTimeout;

  /**
   * @param principal who calls
   * @param openTimeout for finding the scene and for opening the stream
   */
  CaptureFlow(CaptureSettings settings, String principal, Duration openTimeout) {
    this.settings = settings;
    this.principal = principal;
    this.openTimeout = openTimeout;
  }

  @Override
  public FlowShape<CaptureRequest, CaptureResponse> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private enum Phase {
    AWAITING_OPEN,
    OPENING,
    OPEN
  }

  private record Link(ActorRef<Scene.Command> scene, String robot, CaptureSession session) {}

  private record OpenOutcome(@Nullable Link link, @Nullable Throwable failure) {}

  private final class Logic extends TimerGraphStageLogic implements InHandler, OutHandler {
    private final CaptureWindow window =
        new CaptureWindow(settings.mostInFlight(), settings.framesPerSecond());
    private final AsyncCallback<OpenOutcome> opened = createAsyncCallback(this::onOpened);
    private final FramePace pace = new FramePace(settings.framesPerSecond(), System.nanoTime());
    private Phase phase = Phase.AWAITING_OPEN;
    private boolean halfClosed;
    private OpenCapture opening = OpenCapture.getDefaultInstance();
    private @Nullable Link link;
    private @Nullable ActorRef<FrameAnswer> self;

    Logic() {
      super(shape);
      setHandlers(in, out, this);
    }

    @Override
    public void preStart() {
      pull(in);
    }

    @Override
    public void postStop() {
      if (link != null) {
        settings.telemetry().captureClosed();
      }
    }

    @Override
    public void onPush() {
      onMessage(grab(in));
    }

    @Override
    public void onUpstreamFinish() {
      halfClosed = true;
      if (isTimerActive(STAY_AWAY)) {
        completeStage();
      } else {
        progress();
      }
    }

    @Override
    public void onPull() {
      progress();
    }

    private void onMessage(CaptureRequest request) {
      switch (request.getMessageCase()) {
        case OPEN -> onOpen(request.getOpen());
        case FRAME -> onFrame(request.getFrame());
        case MESSAGE_NOT_SET ->
            failStage(GrpcErrors.brokenProtocol("the message holds neither open nor frame"));
      }
    }

    private void onOpen(OpenCapture open) {
      if (phase != Phase.AWAITING_OPEN) {
        failStage(
            GrpcErrors.brokenProtocol("OpenCapture came twice: it is the first message only"));
        return;
      }
      phase = Phase.OPENING;
      OpenCaptures.check(open);
      opening = open;
      Duration away = settings.offenders().pauseOf(robot());
      if (away.isZero()) {
        open(open);
      } else {
        scheduleOnce(STAY_AWAY, away);
      }
    }

    private CapturingRobot robot() {
      return new CapturingRobot(principal, opening.getSceneId(), opening.getRobotId());
    }

    private void open(OpenCapture open) {
      CameraModel camera = open.hasIntrinsics() ? Cameras.toModel(open.getIntrinsics()) : null;
      settings
          .asks()
          .find(open.getSceneId(), openTimeout)
          .thenCompose(scene -> ask(scene, open.getRobotId(), camera))
          .whenComplete((made, failure) -> opened.invoke(new OpenOutcome(made, failure)));
    }

    private CompletionStage<Link> ask(
        ActorRef<Scene.Command> scene, String robot, @Nullable CameraModel camera) {
      return settings
          .asks()
          .<CaptureSession>ask(
              scene, replyTo -> new Scene.OpenCapture(robot, camera, replyTo), openTimeout)
          .thenApply(session -> new Link(scene, robot, session));
    }

    private void onOpened(OpenOutcome outcome) {
      if (outcome.link() == null) {
        failStage(GrpcErrors.of(Objects.requireNonNull(outcome.failure())));
        return;
      }
      link = outcome.link();
      phase = Phase.OPEN;
      StageActor actor = getStageActor(this::onActorMessage);
      actor.watch(Adapter.toClassic(link.scene()));
      self = Adapter.toTyped(actor.ref());
      window.open(link.session());
      settings.telemetry().captureOpened();
      Duration check = settings.frameTimeout().dividedBy(4).plusMillis(1);
      scheduleWithFixedDelay(STALLED, check, check);
      progress();
    }

    private BoxedUnit onActorMessage(Tuple2<org.apache.pekko.actor.ActorRef, Object> envelope) {
      switch (envelope._2()) {
        case FrameAnswer answer -> {
          window.answer(answer);
          progress();
        }
        case Terminated gone ->
            failStage(
                GrpcErrors.unavailable(
                    ErrorReason.SCENE_UNAVAILABLE,
                    "the scene stopped: open the capture again and resume"));
        default -> throw new IllegalStateException("unexpected " + envelope._2().getClass());
      }
      return BoxedUnit.UNIT;
    }

    private void onFrame(Frame frame) {
      if (phase == Phase.AWAITING_OPEN) {
        failStage(GrpcErrors.brokenProtocol("the first message must be OpenCapture"));
        return;
      }
      pace.took(System.nanoTime());
      int overrun = window.accept(FrameConverter.read(frame), System.nanoTime());
      if (overrun > 0) {
        settings.telemetry().creditOverrun();
      }
      if (overrun > settings.mostOverrun()) {
        failStage(OpenCaptures.tooMany(overrun, settings.offenders().offended(robot())));
        return;
      }
      if (pace.pressing() * 1e9 > settings.mostPressing().toNanos()) {
        settings.telemetry().frameRateExceeded();
        failStage(
            OpenCaptures.tooFast(
                settings.framesPerSecond(), settings.offenders().offended(robot())));
        return;
      }
      progress();
    }

    @Override
    public void onTimer(Object timer) {
      if (timer.equals(PACE)) {
        progress();
      } else if (timer.equals(STAY_AWAY)) {
        open(opening);
      } else if (window.waited(System.nanoTime()) > settings.frameTimeout().toNanos()) {
        failStage(
            GrpcErrors.unavailable(
                ErrorReason.SCENE_UNAVAILABLE,
                "a frame was not answered within "
                    + settings.frameTimeout().toSeconds()
                    + " s: open the capture again and resume"));
      }
    }

    /** Hands in what may be handed in, tells what is answered, asks for more or ends. */
    private void progress() {
      if (isAvailable(out)) {
        CaptureResponse response = window.poll();
        if (response != null) {
          push(out, response);
        }
      }
      submit();
      FrameAnswer.Closed end = window.end();
      if (end != null) {
        failStage(OpenCaptures.statusOf(end));
      } else if (halfClosed && phase != Phase.OPENING && window.idle()) {
        completeStage();
      } else if (window.wantsMore() && !isClosed(in) && !hasBeenPulled(in)) {
        pullAtPace();
      }
    }

    /** A robot that is too fast is held back by the transport. */
    private void pullAtPace() {
      long wait = pace.pause(System.nanoTime());
      if (wait == 0) {
        pull(in);
      } else if (!isTimerActive(PACE)) {
        settings.telemetry().framePaced();
        scheduleOnce(PACE, Duration.ofNanos(wait));
      }
    }

    private void submit() {
      if (link == null || self == null) {
        return;
      }
      for (PosedFrame frame = window.nextToSubmit(); frame != null; frame = window.nextToSubmit()) {
        link.scene()
            .tell(new Scene.SubmitFrame(link.robot(), link.session().session(), frame, self));
      }
    }
  }
}
