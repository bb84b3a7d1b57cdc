package io.splatlas.actors.capture;

import io.splatlas.actors.image.DecodeLimits;
import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.CaptureSession;
import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.telemetry.Telemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * Takes the frames of one scene in, makes them durable, answers the robots: one answer a frame, in
 * order per robot, an acknowledgement only after fsync. Pixels are checked on one dispatcher and
 * written on another; frames that wait for the disk share one fsync.
 *
 * <p>Lost on restart: sessions (robots are told to reconnect) and frames not yet acknowledged.
 * Everything acknowledged is found again in the log.
 */
public final class Capture extends AbstractBehavior<Capture.Command> {
  private static final int MAX_WAITING_OPENS = 256;

  private static final Duration OPEN_AGAIN = Duration.ofMillis(50);

  /** What a capture can be told. */
  public sealed interface Command permits Request, Internal {}

  /** What others may tell it. */
  public sealed interface Request extends Command {}

  /**
   * Opens a stream; an older one of the same robot is superseded. Fails with a {@code
   * SceneProblem}: INVALID for a bad robot id or camera, NOT_READY when finished, UNAVAILABLE when
   * the log cannot be opened.
   *
   * @param camera intrinsics of frames that bring none
   */
  public record Open(
      String robotId, @Nullable CameraModel camera, ActorRef<StatusReply<CaptureSession>> replyTo)
      implements Request {}

  /** Hands in a frame; exactly one answer follows, in the order of submission per robot. */
  public record Submit(
      String robotId, long session, PosedFrame frame, ActorRef<FrameAnswer> replyTo)
      implements Request {}

  /** Takes no more frames; answers when all those under way are answered. Idempotent. */
  public record Finish(ActorRef<Done> replyTo) implements Request {}

  /** Says how many durable frames training has not taken up yet. */
  public record TrainingBacklog(int frames) implements Request {}

  /** Its own messages. */
  non-sealed interface Internal extends Command {}

  /** What it tells its parent. */
  public sealed interface Event {}

  /**
   * The log is open; the first event after every start and restart, before the {@code FrameStored}
   * of every frame in the log.
   */
  public record Ready(FrameReader frames) implements Event {}

  /**
   * A frame is durable; in order of arrival. After a restart those of before are told again: ignore
   * numbers already known.
   *
   * @param number from 1; a number may be missing where the log was found corrupt
   * @param captureTime by the robot's clock
   * @param bytes stored
   */
  public record FrameStored(long number, Instant captureTime, long bytes) implements Event {}

  /**
   * The log cannot be opened; opens are refused with UNAVAILABLE until the parent stops and creates
   * the capture again.
   */
  public record Unavailable(String reason) implements Event {}

  private enum Phase {
    OPENING,
    OPEN,
    UNAVAILABLE
  }

  private final String scene;
  private final Telemetry telemetry;
  private final ActorRef<Event> parent;
  private final TimerScheduler<Command> timers;
  private final CaptureHost host;
  private final CaptureDisk disk;
  private final CaptureSessions sessions;
  private final CaptureBatches batches;
  private final CaptureThinning thinning;
  private final List<Open> waitingOpens = new ArrayList<>();
  private final List<ActorRef<Done>> finishers = new ArrayList<>();
  private Phase phase = Phase.OPENING;
  private String unavailable = "";

  /** Survives a restart. */
  private final AtomicBoolean finishing;

  private Capture(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      String scene,
      LogOwner.Opener opener,
      CaptureOptions options,
      FrameBudget budget,
      Telemetry telemetry,
      ActorRef<Event> parent,
      AtomicBoolean finishing) {
    super(context);
    this.finishing = finishing;
    this.timers = timers;
    this.scene = scene;
    this.telemetry = telemetry;
    this.parent = parent;
    FrameValidator validator = new FrameValidator(DecodeLimits.ofHeap());
    host =
        new CaptureHost(
            context,
            scene,
            options,
            budget,
            validator,
            executor(options.decodeDispatcher()),
            telemetry,
            this::stage);
    disk = new CaptureDisk(context, executor(options.diskDispatcher()), new LogOwner(opener));
    sessions = new CaptureSessions(host, validator);
    batches = new CaptureBatches(scene, budget, telemetry, parent, disk, sessions);
    thinning = new CaptureThinning(scene, options, budget, telemetry, disk);
    openLog();
  }

  /**
   * A capture.
   *
   * @param scene id, for logs
   * @param folder of the frame log, created when absent
   * @param budget of all scenes' frames
   * @param parent told of every durable frame
   */
  public static Behavior<Command> create(
      String scene,
      Path folder,
      CaptureOptions options,
      FrameBudget budget,
      Telemetry telemetry,
      ActorRef<Event> parent) {
    return create(
        scene,
        () -> FrameLog.open(folder, options.segmentBytes()),
        options,
        budget,
        telemetry,
        parent);
  }

  static Behavior<Command> create(
      String scene,
      LogOwner.Opener opener,
      CaptureOptions options,
      FrameBudget budget,
      Telemetry telemetry,
      ActorRef<Event> parent) {
    AtomicBoolean finishing = new AtomicBoolean();
    Behavior<Command> capture =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        new Capture(
                            context, timers, scene, opener, options, budget, telemetry, parent,
                            finishing)));
    return Behaviors.supervise(capture)
        .onFailure(
            SupervisorStrategy.restartWithBackoff(
                Duration.ofMillis(100), Duration.ofSeconds(10), 0.2));
  }

  private Executor executor(String path) {
    return getContext()
        .getSystem()
        .dispatchers()
        .lookup(
            path.isEmpty() ? DispatcherSelector.blocking() : DispatcherSelector.fromConfig(path));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Open.class, this::onOpen)
        .onMessage(Submit.class, this::onSubmit)
        .onMessage(Finish.class, this::onFinish)
        .onMessage(TrainingBacklog.class, this::onBacklog)
        .onMessage(CaptureMessages.OpenLog.class, message -> openLog())
        .onMessage(CaptureMessages.LogOpened.class, this::onLogOpened)
        .onMessage(CaptureMessages.LogNotOpened.class, this::onLogNotOpened)
        .onMessage(CaptureMessages.PixelsChecked.class, this::onPixelsChecked)
        .onMessage(CaptureMessages.BatchWritten.class, this::onBatchWritten)
        .onMessage(CaptureMessages.BatchFailed.class, this::onBatchFailed)
        .onMessage(CaptureMessages.Thinned.class, this::onThinned)
        .onMessage(CaptureMessages.NotThinned.class, this::onNotThinned)
        .onSignal(PreRestart.class, signal -> onStop())
        .onSignal(PostStop.class, signal -> onStop())
        .build();
  }

  // The log.

  private Behavior<Command> openLog() {
    disk.run(
        log -> {
          FrameLog frames = log.open();
          return new CaptureMessages.LogOpened(
              log, frames, frames.takeFound(), FoundFrames.of(scene, frames));
        },
        CaptureMessages.LogNotOpened::new);
    return this;
  }

  private Behavior<Command> onLogOpened(CaptureMessages.LogOpened message) {
    if (!disk.isOf(message.owner())) {
      return this;
    }
    phase = Phase.OPEN;
    batches.opened(message.log().reader().lastNumber());
    thinning.tellBytes(message.log().bytes());
    message.shown().tell(scene, telemetry);
    parent.tell(new Ready(message.log().reader()));
    for (FrameLog.Found found : message.found()) {
      sessions.recover(found);
      if (found instanceof FrameLog.Found.Frame f) {
        parent.tell(new FrameStored(f.number(), f.captureTime(), f.bytes()));
      }
    }
    getContext()
        .getLog()
        .info(
            "scene {}: frame log open, {} frames of {} robots",
            scene,
            message.log().reader().frames(),
            sessions.size());
    return openThoseWaiting();
  }

  private Behavior<Command> onLogNotOpened(CaptureMessages.LogNotOpened message) {
    if (!disk.isOf(message.owner())) {
      return this;
    }
    if (message.cause() instanceof FrameLog.InUseException) {
      // The life of this actor before the restart is still closing it.
      timers.startSingleTimer(new CaptureMessages.OpenLog(), OPEN_AGAIN);
      return this;
    }
    phase = Phase.UNAVAILABLE;
    unavailable = "the frame log cannot be opened: " + message.cause().getMessage();
    getContext().getLog().error("scene {}: {}", scene, unavailable, message.cause());
    parent.tell(new Unavailable(unavailable));
    return openThoseWaiting();
  }

  private Behavior<Command> openThoseWaiting() {
    List.copyOf(waitingOpens).forEach(this::open);
    waitingOpens.clear();
    return tellFinishers();
  }

  // Robots.

  private Behavior<Command> onOpen(Open message) {
    if (phase == Phase.OPENING && waitingOpens.size() < MAX_WAITING_OPENS) {
      waitingOpens.add(message);
    } else {
      open(message);
    }
    return this;
  }

  private void open(Open message) {
    if (phase != Phase.OPEN) {
      String why = phase == Phase.OPENING ? "the scene is starting, try again" : unavailable;
      refuse(message, new SceneProblem(SceneProblem.Reason.UNAVAILABLE, why));
    } else if (finishing.get()) {
      refuse(message, finished());
    } else {
      sessions.open(message);
      write();
    }
  }

  private static void refuse(Open message, SceneProblem why) {
    message.replyTo().tell(StatusReply.error(why));
  }

  private static SceneProblem finished() {
    return new SceneProblem(
        SceneProblem.Reason.NOT_READY, "the capture of this scene was finished");
  }

  private Behavior<Command> onSubmit(Submit message) {
    telemetry.frameReceived(Entry.bytes(message.frame()));
    FrameAnswer closed =
        finishing.get()
            ? new FrameAnswer.Closed(message.frame().sequence(), finished(), false)
            : sessions.closed(message);
    if (closed != null) {
      message.replyTo().tell(closed);
      return this;
    }
    sessions.robot(message.robotId()).submit(message.frame(), message.replyTo());
    return write();
  }

  private Behavior<Command> onFinish(Finish message) {
    finishing.set(true);
    finishers.add(message.replyTo());
    return tellFinishers();
  }

  private Behavior<Command> tellFinishers() {
    if (phase != Phase.OPENING && sessions.idle()) {
      finishers.forEach(finisher -> finisher.tell(Done.getInstance()));
      finishers.clear();
    }
    return this;
  }

  private Behavior<Command> onBacklog(TrainingBacklog message) {
    int backlog = message.frames();
    host.backlog(backlog);
    thinning.trained(batches.newestNumber() - backlog, backlog);
    return thin();
  }

  private void stage(Entry entry) {
    batches.stage(entry);
  }

  private Behavior<Command> onPixelsChecked(CaptureMessages.PixelsChecked message) {
    sessions.robot(message.entry().robotId).checked(message.entry(), message.refusal());
    return write();
  }

  // The disk.

  private Behavior<Command> write() {
    batches.write();
    return tellFinishers();
  }

  private Behavior<Command> onBatchWritten(CaptureMessages.BatchWritten message) {
    if (!disk.isOf(message.owner())) {
      return this;
    }
    thinning.tellBytes(message.written().bytes());
    batches.written(message);
    thin();
    return write();
  }

  private Behavior<Command> onBatchFailed(CaptureMessages.BatchFailed message) {
    if (!disk.isOf(message.owner())) {
      return this;
    }
    batches.failed(message);
    return write();
  }

  private Behavior<Command> thin() {
    if (phase == Phase.OPEN) {
      thinning.begin();
    }
    return this;
  }

  private Behavior<Command> onThinned(CaptureMessages.Thinned message) {
    thinning.done(message);
    return this;
  }

  private Behavior<Command> onNotThinned(CaptureMessages.NotThinned message) {
    thinning.failed(message);
    return this;
  }

  private Behavior<Command> onStop() {
    thinning.tellBytes(0);
    SceneProblem problem =
        new SceneProblem(
            SceneProblem.Reason.UNAVAILABLE, "the capture is restarting: open the stream again");
    sessions.abandon(problem);
    waitingOpens.forEach(open -> refuse(open, problem));
    host.giveUp();
    disk.giveUp();
    return this;
  }
}
