package io.splatlas.actors.capture;

import io.splatlas.actors.image.DecodeLimits;
import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.CaptureSession;
import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.model.FrameAnswer.Refusal;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.telemetry.FrameStep;
import io.splatlas.actors.telemetry.Telemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
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
public final class Capture extends AbstractBehavior<Capture.Command> implements RobotStream.Host {
  private static final Pattern ROBOT_ID = Pattern.compile("[a-z0-9_-]{1,64}");
  private static final int MAX_ROBOTS = 256;
  private static final int MAX_WAITING_OPENS = 256;

  /** Frames that training must have taken up before thinning is tried again. */
  private static final int THIN_AGAIN = 16;

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
  sealed interface Internal extends Command {}

  private record LogOpened(LogOwner owner, FrameLog log, List<FrameLog.Found> found)
      implements Internal {}

  private record LogNotOpened(LogOwner owner, Throwable cause) implements Internal {}

  private record OpenLog() implements Internal {}

  private record PixelsChecked(Entry entry, Optional<Refusal> refusal) implements Internal {}

  private record BatchWritten(LogOwner owner, List<Entry> batch, LogOwner.Written written)
      implements Internal {}

  private record Thinned(LogOwner owner, LogOwner.Thinned outcome) implements Internal {}

  private record NotThinned(LogOwner owner, Throwable cause) implements Internal {}

  private record BatchFailed(LogOwner owner, List<Entry> batch, Throwable cause, boolean broken)
      implements Internal {}

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
  private final CaptureOptions options;
  private final FrameBudget budget;
  private final Telemetry telemetry;
  private final ActorRef<Event> parent;
  private final TimerScheduler<Command> timers;
  private final FrameValidator validator = new FrameValidator(DecodeLimits.DEFAULTS);
  private final Executor decodeExecutor;
  private final Executor diskExecutor;
  private final LogOwner log;
  private final Map<String, RobotStream> robots = new HashMap<>();
  private final List<Open> waitingOpens = new ArrayList<>();
  private final List<ActorRef<Done>> finishers = new ArrayList<>();
  private List<Entry> staged = new ArrayList<>();
  private boolean writing;
  private boolean thinning;

  /** Bytes below which another attempt to thin out is of no use. */
  private long thinAbove;

  /** As far as training had come at the last attempt. */
  private long triedUpTo;

  private boolean refusing;
  private long newestNumber;
  private long takenUp;
  private Phase phase = Phase.OPENING;
  private String unavailable = "";

  /** Survives a restart. */
  private final AtomicBoolean finishing;

  private int backlog;
  private long bytesUnderWay;
  private long lastSession;

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
    this.budget = budget;
    this.finishing = finishing;
    this.timers = timers;
    this.scene = scene;
    this.options = options;
    this.telemetry = telemetry;
    this.parent = parent;
    decodeExecutor = executor(options.decodeDispatcher());
    diskExecutor = executor(options.diskDispatcher());
    log = new LogOwner(opener);
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
        .onMessage(OpenLog.class, message -> openLog())
        .onMessage(LogOpened.class, this::onLogOpened)
        .onMessage(LogNotOpened.class, this::onLogNotOpened)
        .onMessage(PixelsChecked.class, this::onPixelsChecked)
        .onMessage(BatchWritten.class, this::onBatchWritten)
        .onMessage(Thinned.class, this::onThinned)
        .onMessage(NotThinned.class, this::onNotThinned)
        .onMessage(BatchFailed.class, this::onBatchFailed)
        .onSignal(PreRestart.class, signal -> onStop())
        .onSignal(PostStop.class, signal -> onStop())
        .build();
  }

  private Behavior<Command> openLog() {
    CompletableFuture<LogOpened> opened =
        CompletableFuture.supplyAsync(
            () -> {
              FrameLog frames = log.open();
              return new LogOpened(log, frames, frames.takeFound());
            },
            diskExecutor);
    getContext()
        .pipeToSelf(opened, (done, e) -> e == null ? done : new LogNotOpened(log, cause(e)));
    return this;
  }

  private Behavior<Command> onLogOpened(LogOpened message) {
    if (message.owner() != log) {
      return this;
    }
    phase = Phase.OPEN;
    newestNumber = message.log().reader().lastNumber();
    tellBytes(message.log().bytes());
    parent.tell(new Ready(message.log().reader()));
    for (FrameLog.Found found : message.found()) {
      switch (found) {
        case FrameLog.Found.Frame f -> {
          robot(f.robotId()).history().acknowledged(f.sequence(), f.captureTime());
          parent.tell(new FrameStored(f.number(), f.captureTime(), f.bytes()));
        }
        case FrameLog.Found.Thinned t ->
            robot(t.robotId()).history().acknowledged(t.sequence(), t.captureTime());
        case FrameLog.Found.Refused r ->
            robot(r.robotId()).history().refused(r.sequence(), r.refusal());
      }
    }
    getContext()
        .getLog()
        .info(
            "scene {}: frame log open, {} frames of {} robots",
            scene,
            message.log().reader().frames(),
            robots.size());
    List.copyOf(waitingOpens).forEach(this::open);
    waitingOpens.clear();
    return tellFinishers();
  }

  private Behavior<Command> onLogNotOpened(LogNotOpened message) {
    if (message.owner() != log) {
      return this;
    }
    if (message.cause() instanceof FrameLog.InUseException) {
      // The life of this actor before the restart is still closing it.
      timers.startSingleTimer(new OpenLog(), OPEN_AGAIN);
      return this;
    }
    phase = Phase.UNAVAILABLE;
    unavailable = "the frame log cannot be opened: " + message.cause().getMessage();
    getContext().getLog().error("scene {}: {}", scene, unavailable, message.cause());
    parent.tell(new Unavailable(unavailable));
    List.copyOf(waitingOpens).forEach(this::open);
    waitingOpens.clear();
    return tellFinishers();
  }

  private Behavior<Command> onOpen(Open message) {
    if (phase == Phase.OPENING && waitingOpens.size() < MAX_WAITING_OPENS) {
      waitingOpens.add(message);
    } else {
      open(message);
    }
    return this;
  }

  private void open(Open message) {
    SceneProblem problem = problemWith(message);
    if (problem != null) {
      message.replyTo().tell(StatusReply.error(problem));
      return;
    }
    RobotStream robot = robot(message.robotId());
    lastSession = Math.max(lastSession + 1, System.currentTimeMillis() * 1000);
    long session = lastSession;
    robot.open(session, message.camera(), opening(message, robot, session));
    write();
  }

  private RobotStream.Opening opening(Open message, RobotStream robot, long session) {
    return new RobotStream.Opening() {
      @Override
      public void opened() {
        long durable = robot.history().durable();
        message.replyTo().tell(StatusReply.success(new CaptureSession(session, durable, credit())));
      }

      @Override
      public void failed(SceneProblem problem) {
        message.replyTo().tell(StatusReply.error(problem));
      }
    };
  }

  private @Nullable SceneProblem problemWith(Open message) {
    if (phase != Phase.OPEN) {
      return new SceneProblem(
          SceneProblem.Reason.UNAVAILABLE,
          phase == Phase.OPENING ? "the scene is starting, try again" : unavailable);
    }
    if (finishing.get()) {
      return finished();
    }
    if (!ROBOT_ID.matcher(message.robotId()).matches()) {
      return new SceneProblem(
          SceneProblem.Reason.INVALID,
          "robot_id must be 1 to 64 characters of a-z, 0-9, '-' and '_'");
    }
    if (!robots.containsKey(message.robotId()) && robots.size() >= MAX_ROBOTS) {
      return new SceneProblem(
          SceneProblem.Reason.EXHAUSTED, "a scene takes frames of at most 256 robots");
    }
    return message.camera() == null
        ? null
        : validator
            .checkCamera(message.camera())
            .map(r -> new SceneProblem(SceneProblem.Reason.INVALID, r.field() + ": " + r.detail()))
            .orElse(null);
  }

  private static SceneProblem finished() {
    return new SceneProblem(
        SceneProblem.Reason.NOT_READY, "the capture of this scene was finished");
  }

  private RobotStream robot(String robotId) {
    return robots.computeIfAbsent(robotId, id -> new RobotStream(id, this));
  }

  private Behavior<Command> onSubmit(Submit message) {
    telemetry.frameReceived(Entry.bytes(message.frame()));
    RobotStream robot = robots.get(message.robotId());
    FrameAnswer closed = closed(message, robot);
    if (closed != null || robot == null) {
      if (closed != null) {
        message.replyTo().tell(closed);
      }
      return this;
    }
    robot.submit(message.frame(), message.replyTo());
    write();
    return this;
  }

  /** The answer to a frame whose stream is over, else null. */
  private @Nullable FrameAnswer closed(Submit message, @Nullable RobotStream robot) {
    long sequence = message.frame().sequence();
    if (finishing.get()) {
      return new FrameAnswer.Closed(sequence, finished(), false);
    }
    if (robot == null || robot.session() < message.session()) {
      return new FrameAnswer.Closed(
          sequence,
          new SceneProblem(
              SceneProblem.Reason.UNAVAILABLE,
              "this stream is not known, the capture was restarted: open it again"),
          false);
    }
    if (robot.session() != message.session()) {
      return RobotStream.superseded(sequence);
    }
    if (robot.flooded()) {
      robot.endSession();
      return new FrameAnswer.Closed(
          sequence,
          new SceneProblem(
              SceneProblem.Reason.EXHAUSTED, "far more frames are under way than the credit"),
          false);
    }
    return null;
  }

  private Behavior<Command> onFinish(Finish message) {
    finishing.set(true);
    finishers.add(message.replyTo());
    return tellFinishers();
  }

  private Behavior<Command> tellFinishers() {
    if (phase != Phase.OPENING && robots.values().stream().allMatch(RobotStream::idle)) {
      finishers.forEach(finisher -> finisher.tell(Done.getInstance()));
      finishers.clear();
    }
    return this;
  }

  private Behavior<Command> onBacklog(TrainingBacklog message) {
    backlog = message.frames();
    takenUp = newestNumber - backlog;
    if (backlog == 0 || takenUp - triedUpTo >= THIN_AGAIN) {
      thinAbove = 0;
    }
    return thin();
  }

  @Override
  public int credit() {
    double free = 1 - (double) backlog / options.backlogLimit();
    return Math.clamp(Math.round(options.credit() * free), 1, options.credit());
  }

  @Override
  public boolean takeBytes(long bytes) {
    if (bytesUnderWay > 0 && bytesUnderWay + bytes > options.inFlightBytes()) {
      return false;
    }
    bytesUnderWay += bytes;
    telemetry.pendingBytes(scene, bytesUnderWay);
    return true;
  }

  @Override
  public void releaseBytes(long bytes) {
    bytesUnderWay -= bytes;
    telemetry.pendingBytes(scene, bytesUnderWay);
  }

  @Override
  public Optional<Refusal> checkValues(PosedFrame frame, @Nullable CameraModel camera) {
    return validator.checkValues(frame, camera);
  }

  @Override
  public void checkPixels(Entry entry, PosedFrame frame, CameraModel camera) {
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(
                () -> validator.checkPixels(frame, camera), decodeExecutor),
            (refusal, e) -> new PixelsChecked(entry, e == null ? refusal : failedCheck(e)));
  }

  /** A check that fails in a way nobody foresaw refuses the frame rather than the whole scene. */
  private static Optional<Refusal> failedCheck(Throwable e) {
    return Optional.of(
        new Refusal(
            FrameAnswer.RefusalReason.UNDECODABLE, "image", "cannot be decoded: " + cause(e)));
  }

  private Behavior<Command> onPixelsChecked(PixelsChecked message) {
    robot(message.entry().robotId).checked(message.entry(), message.refusal());
    return write();
  }

  @Override
  public void stage(Entry entry) {
    staged.add(entry);
  }

  /** Hands everything that is staged to the disk, one batch at a time. */
  private Behavior<Command> write() {
    if (!writing && !staged.isEmpty()) {
      writing = true;
      List<Entry> batch = staged;
      staged = new ArrayList<>();
      getContext()
          .pipeToSelf(
              CompletableFuture.supplyAsync(() -> writeWithinBudget(batch), diskExecutor),
              (written, e) ->
                  e == null
                      ? new BatchWritten(log, batch, written)
                      : new BatchFailed(log, batch, cause(e), log.broken()));
    }
    return tellFinishers();
  }

  /** On the disk's dispatcher. */
  private LogOwner.Written writeWithinBudget(List<Entry> batch) {
    long bytes = batch.stream().mapToLong(entry -> entry.bytes).sum();
    budget
        .refusal(scene, bytes)
        .ifPresent(
            why -> {
              throw new UncheckedIOException(new OutOfRoom(why));
            });
    return log.write(batch);
  }

  /** A limit was reached, not a disk that fails. */
  private static final class OutOfRoom extends IOException {
    private static final long serialVersionUID = 1L;

    OutOfRoom(String why) {
      super(why);
    }
  }

  private void tellBytes(long bytes) {
    budget.stored(scene, bytes);
    telemetry.framesStored(scene, bytes);
  }

  /** Thins the oldest frames out when there are too many, beside everything else. */
  private Behavior<Command> thin() {
    long excess = budget.excess(scene);
    if (excess == 0 || thinning || phase != Phase.OPEN || budget.of(scene) <= thinAbove) {
      return this;
    }
    thinning = true;
    long upTo = takenUp;
    triedUpTo = upTo;
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(() -> log.thin(excess, upTo), diskExecutor),
            (outcome, e) -> e == null ? new Thinned(log, outcome) : new NotThinned(log, cause(e)));
    return this;
  }

  private Behavior<Command> onThinned(Thinned message) {
    if (message.owner() != log) {
      return this;
    }
    thinning = false;
    LogOwner.Thinned outcome = message.outcome();
    tellBytes(outcome.bytes());
    telemetry.framesThinned(outcome.frames());
    if (outcome.frames() == 0) {
      // Nothing could go: not before another segment is full.
      thinAbove = outcome.bytes() + options.segmentBytes();
      return this;
    }
    thinAbove = 0;
    getContext()
        .getLog()
        .info("scene {}: {} redundant old frames were thinned out", scene, outcome.frames());
    return thin();
  }

  private Behavior<Command> onNotThinned(NotThinned message) {
    if (message.owner() == log) {
      thinning = false;
      thinAbove = budget.of(scene) + options.segmentBytes();
      getContext()
          .getLog()
          .error("scene {}: its frames could not be thinned out", scene, message.cause());
    }
    return this;
  }

  private Behavior<Command> onBatchWritten(BatchWritten message) {
    if (message.owner() != log) {
      return this;
    }
    writing = false;
    refusing = false;
    tellBytes(message.written().bytes());
    Set<RobotStream> touched = new LinkedHashSet<>();
    for (int i = 0; i < message.batch().size(); i++) {
      Entry entry = message.batch().get(i);
      RobotStream robot = robot(entry.robotId);
      FrameLog.Appended appended = message.written().appended().get(i);
      tellStored(entry, appended);
      robot.written(entry);
      touched.add(robot);
      if (appended != null) {
        newestNumber = appended.number();
        parent.tell(new FrameStored(appended.number(), entry.captureTime, appended.bytes()));
      }
    }
    touched.forEach(RobotStream::advance);
    thin();
    return write();
  }

  private void tellStored(Entry entry, FrameLog.@Nullable Appended appended) {
    PosedFrame frame = entry.frame;
    CameraModel camera = entry.camera;
    if (appended != null && frame != null && camera != null) {
      telemetry.frameStored(scene, appended.number(), frame, camera);
      telemetry.frameStep(
          scene,
          appended.number(),
          FrameStep.DURABLE,
          Duration.ofNanos(System.nanoTime() - entry.arrivalNanos));
    }
  }

  private Behavior<Command> onBatchFailed(BatchFailed message) {
    if (message.owner() != log) {
      return this;
    }
    writing = false;
    tellNotWritten(message);
    Set<RobotStream> touched = new LinkedHashSet<>();
    message.batch().forEach(entry -> touched.add(robot(entry.robotId)));
    staged.forEach(entry -> touched.add(robot(entry.robotId)));
    staged.clear();
    touched.forEach(robot -> robot.notWritten(String.valueOf(message.cause().getMessage())));
    if (message.broken()) {
      throw new UncheckedIOException(
          new IOException("the frame log must be opened again", message.cause()));
    }
    return write();
  }

  /** What a limit refuses is said once, until frames are taken again. */
  private void tellNotWritten(BatchFailed message) {
    if (!(message.cause() instanceof OutOfRoom)) {
      getContext()
          .getLog()
          .error(
              "scene {}: {} frames could not be made durable; their robots will send them again",
              scene,
              message.batch().size(),
              message.cause());
    } else if (!refusing) {
      refusing = true;
      getContext()
          .getLog()
          .warn("scene {} takes no frames: {}", scene, message.cause().getMessage());
    }
  }

  @Override
  public void answered(Entry entry, FrameAnswer answer) {
    // Counted first: who has an answer finds it in the metrics.
    switch (answer) {
      case FrameAnswer.Acknowledged ignored ->
          telemetry.frameAcknowledged(Duration.ofNanos(System.nanoTime() - entry.arrivalNanos));
      case FrameAnswer.Refused refused -> telemetry.frameRefused(refused.refusal().reason());
      case FrameAnswer.Closed ignored -> {}
    }
    entry.replyTo.tell(answer);
  }

  private Behavior<Command> onStop() {
    tellBytes(0);
    SceneProblem problem =
        new SceneProblem(
            SceneProblem.Reason.UNAVAILABLE, "the capture is restarting: open the stream again");
    robots.values().forEach(robot -> robot.abandon(problem));
    waitingOpens.forEach(open -> open.replyTo().tell(StatusReply.error(problem)));
    diskExecutor.execute(log::giveUp);
    return this;
  }

  private static Throwable cause(Throwable e) {
    Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    Throwable inner = cause.getCause();
    return cause instanceof UncheckedIOException && inner != null ? inner : cause;
  }
}
