package io.splatlas.actors.capture;

import io.splatlas.actors.image.DecodeLimits;
import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.CaptureSession;
import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.model.SceneProblem;
import java.nio.file.Path;
import java.time.Duration;
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

  private final CaptureSetup setup;
  private final ActorRef<CaptureEvent> parent;
  private final TimerScheduler<Command> timers;
  private final CaptureHost host;
  private final CaptureDisk disk;
  private final CaptureSessions sessions;
  private final CaptureBatches batches;
  private final CaptureThinning thinning;
  private final CaptureDoor door;

  private Capture(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      CaptureSetup setup,
      LogOwner.Opener opener,
      ActorRef<CaptureEvent> parent,
      AtomicBoolean finished) {
    super(context);
    this.timers = timers;
    this.setup = setup;
    this.parent = parent;
    FrameValidator validator = new FrameValidator(DecodeLimits.ofHeap());
    CaptureOptions options = setup.options();
    host =
        new CaptureHost(
            context, setup, validator, executor(options.decodeDispatcher()), this::stage);
    disk = new CaptureDisk(context, executor(options.diskDispatcher()), new LogOwner(opener));
    sessions = new CaptureSessions(host, validator);
    door = new CaptureDoor(sessions, finished);
    batches = new CaptureBatches(setup, parent, disk, sessions);
    thinning = new CaptureThinning(setup, disk);
    openLog();
  }

  /**
   * A capture.
   *
   * @param folder of the frame log, created when absent
   * @param parent told of every durable frame
   */
  public static Behavior<Command> create(
      CaptureSetup setup, Path folder, ActorRef<CaptureEvent> parent) {
    return create(setup, () -> FrameLog.open(folder, setup.options().segmentBytes()), parent);
  }

  static Behavior<Command> create(
      CaptureSetup setup, LogOwner.Opener opener, ActorRef<CaptureEvent> parent) {
    // Survives a restart.
    AtomicBoolean finished = new AtomicBoolean();
    Behavior<Command> capture =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> new Capture(context, timers, setup, opener, parent, finished)));
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
              log, frames, frames.takeFound(), FoundFrames.of(setup.scene(), frames));
        },
        CaptureMessages.LogNotOpened::new);
    return this;
  }

  private Behavior<Command> onLogOpened(CaptureMessages.LogOpened message) {
    if (!disk.isOf(message.owner())) {
      return this;
    }
    batches.opened(message.log().reader().lastNumber());
    thinning.tellBytes(message.log().bytes());
    message.shown().tell(setup.scene(), setup.telemetry());
    parent.tell(new CaptureEvent.Ready(message.log().reader()));
    for (FrameLog.Found found : message.found()) {
      sessions.recover(found);
      if (found instanceof FrameLog.Found.Frame f) {
        parent.tell(new CaptureEvent.FrameStored(f.number(), f.captureTime(), f.bytes()));
      }
    }
    getContext()
        .getLog()
        .info(
            "scene {}: frame log open, {} frames of {} robots",
            setup.scene(),
            message.log().reader().frames(),
            sessions.size());
    door.open();
    return write();
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
    String why = "the frame log cannot be opened: " + message.cause().getMessage();
    getContext().getLog().error("scene {}: {}", setup.scene(), why, message.cause());
    parent.tell(new CaptureEvent.Unavailable(why));
    door.shut(why);
    return this;
  }

  // Robots.

  private Behavior<Command> onOpen(Open message) {
    door.letIn(message);
    return write();
  }

  private Behavior<Command> onSubmit(Submit message) {
    setup.telemetry().frameReceived(Entry.bytes(message.frame()));
    FrameAnswer closed = door.closed(message);
    if (closed != null) {
      message.replyTo().tell(closed);
      return this;
    }
    sessions.robot(message.robotId()).submit(message.frame(), message.replyTo());
    return write();
  }

  private Behavior<Command> onFinish(Finish message) {
    door.finish(message.replyTo());
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
    door.tellFinished();
    return this;
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
    if (door.isOpen()) {
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
    door.abandon(problem);
    host.giveUp();
    disk.giveUp();
    return this;
  }
}
