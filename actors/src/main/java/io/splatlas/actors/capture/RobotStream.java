package io.splatlas.actors.capture;

import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.model.FrameAnswer.Refusal;
import io.splatlas.actors.model.FrameAnswer.RefusalReason;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.model.SceneProblem;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * One robot's frames in order: which sequence number is next, what is under way, what may be
 * answered. Frames are checked side by side but handed to the writer and answered in the order they
 * came. Owned by the capture actor.
 */
final class RobotStream {

  /** What a stream needs of its capture. */
  interface Host {
    /** Frames a robot may have under way now. */
    int credit();

    /** Takes room for a frame; false when too many bytes are under way. */
    boolean takeBytes(long bytes);

    /** Gives room back. */
    void releaseBytes(long bytes);

    /** Checks a frame's values. */
    Optional<Refusal> checkValues(PosedFrame frame, @Nullable CameraModel camera);

    /** Begins to check a frame's pixels. */
    void checkPixels(Entry entry, PosedFrame frame, CameraModel camera);

    /** Hands an entry to the writer. */
    void stage(Entry entry);

    /** Gives an answer out. */
    void answered(Entry entry, FrameAnswer answer);
  }

  /** Answers owed to one robot; more means that it does not heed its credit at all. */
  private static final int MAX_OWED = 1024 + 64;

  /** A new session that waits for what the older one has on its way to the disk. */
  interface Opening {
    /** The session has begun. */
    void opened();

    /** It will not begin. */
    void failed(SceneProblem problem);
  }

  private final String robotId;
  private final Host host;
  private final RobotHistory history = new RobotHistory();
  private final Deque<Entry> entries = new ArrayDeque<>();
  private @Nullable CameraModel camera;
  private CreditWindow window = new CreditWindow(1);
  private long session;
  private long expected = 1;
  private long answeredThrough;
  private Instant stagedTime = Instant.MIN;
  private @Nullable Opening opening;

  RobotStream(String robotId, Host host) {
    this.robotId = robotId;
    this.host = host;
  }

  RobotHistory history() {
    return history;
  }

  /** The newest session, 0 for none. */
  long session() {
    return session;
  }

  boolean idle() {
    return entries.isEmpty() && opening == null;
  }

  /**
   * Begins a new session: what the older one had under way and the writer has not taken is closed;
   * the new one begins as soon as the rest is on disk and answered.
   */
  void open(long newSession, @Nullable CameraModel newCamera, Opening newOpening) {
    if (opening != null) {
      opening.failed(superseded());
    }
    for (Entry entry : entries) {
      if (entry.state != Entry.State.STAGED && entry.state != Entry.State.WRITTEN) {
        release(entry);
        entry.state = Entry.State.CLOSED;
      }
    }
    session = newSession;
    camera = newCamera;
    opening = newOpening;
    advance();
  }

  private void begin(Opening begun) {
    expected = history.durable() + 1;
    answeredThrough = history.durable();
    stagedTime = history.lastCapture();
    window = new CreditWindow(host.credit());
    begun.opened();
  }

  /** Takes a frame of the present session. */
  void submit(PosedFrame frame, ActorRef<FrameAnswer> replyTo) {
    boolean withinCredit = window.submit();
    Entry entry = new Entry(robotId, frame, window, replyTo, Entry.State.REPEATED);
    entries.add(entry);
    if (frame.sequence() < 1 || frame.sequence() >= expected) {
      Refusal refusal = order(frame, withinCredit);
      if (refusal != null) {
        entry.turnAway(refusal);
      } else {
        enter(entry, frame);
      }
    }
    advance();
  }

  private @Nullable Refusal order(PosedFrame frame, boolean withinCredit) {
    if (frame.sequence() < 1) {
      return new Refusal(RefusalReason.OUT_OF_ORDER, "sequence", "sequence numbers start at 1");
    }
    if (!withinCredit) {
      return new Refusal(
          RefusalReason.OVER_CREDIT,
          "sequence",
          window.underWay() - 1 + " frames are under way, the credit is " + host.credit());
    }
    if (frame.sequence() != expected) {
      return gap(frame.sequence());
    }
    if (!host.takeBytes(Entry.bytes(frame))) {
      return new Refusal(
          RefusalReason.OVER_CREDIT,
          "image",
          "too many bytes of this scene, or of all, are under way");
    }
    return null;
  }

  private Refusal gap(long sequence) {
    return new Refusal(
        RefusalReason.OUT_OF_ORDER, "sequence", "expected " + expected + ", got " + sequence);
  }

  private void enter(Entry entry, PosedFrame frame) {
    expected = frame.sequence() + 1;
    entry.bytes = Entry.bytes(frame);
    entry.isUnderWay = true;
    CameraModel used = frame.camera() != null ? frame.camera() : camera;
    Optional<Refusal> refusal = host.checkValues(frame, used);
    if (refusal.isPresent() || used == null) {
      entry.state = Entry.State.BAD;
      entry.refusal = refusal.orElse(null);
      return;
    }
    entry.state = Entry.State.CHECKING;
    entry.frame = frame;
    entry.camera = used;
    host.checkPixels(entry, frame, used);
  }

  /** Takes the outcome of the pixels' check; a stream that went on without the entry ignores it. */
  void checked(Entry entry, Optional<Refusal> refusal) {
    if (entry.state == Entry.State.CHECKING) {
      entry.state = refusal.isPresent() ? Entry.State.BAD : Entry.State.GOOD;
      entry.refusal = refusal.orElse(null);
      advance();
    }
  }

  /** Takes that a staged entry is on disk. */
  void written(Entry entry) {
    release(entry);
    entry.state = Entry.State.WRITTEN;
    entry.frame = null;
    if (entry.refusal == null) {
      history.acknowledged(entry.sequence, entry.captureTime);
    } else {
      history.refused(entry.sequence, entry.refusal);
    }
  }

  /** Takes that what is staged could not be written: it and all behind it must be sent again. */
  void notWritten(String why) {
    Refusal refusal =
        new Refusal(RefusalReason.STORAGE, "image", "the frame could not be made durable: " + why);
    for (Entry entry : entries) {
      if (entry.state == Entry.State.STAGED) {
        fallBackTo(entry, refusal);
        break;
      }
    }
    advance();
  }

  /** Turns an entry away without using up its number; what follows would leave a gap now. */
  private void fallBackTo(Entry from, Refusal refusal) {
    boolean behind = false;
    expected = from.sequence;
    for (Entry entry : entries) {
      behind |= entry == from;
      if (behind && (entry.undecided() || entry.state == Entry.State.STAGED)) {
        release(entry);
        boolean same = entry == from || entry.state == Entry.State.STAGED;
        entry.turnAway(same ? refusal : gap(entry.sequence));
      }
    }
    stagedTime = history.lastCapture();
  }

  private void release(Entry entry) {
    if (entry.isUnderWay) {
      entry.isUnderWay = false;
      host.releaseBytes(entry.bytes);
    }
  }

  /** Stages and answers as far as order allows. */
  void advance() {
    stage();
    answer();
    if (entries.isEmpty() && opening != null) {
      Opening begun = opening;
      opening = null;
      begin(begun);
    }
  }

  private void stage() {
    for (Entry entry : entries) {
      if (entry.state == Entry.State.CHECKING) {
        return;
      }
      if (entry.state == Entry.State.GOOD && entry.captureTime.isBefore(stagedTime)) {
        fallBackTo(
            entry,
            new Refusal(
                RefusalReason.OUT_OF_ORDER,
                "capture_time",
                "time goes back from " + stagedTime + " to " + entry.captureTime));
      } else if (entry.state == Entry.State.GOOD || entry.state == Entry.State.BAD) {
        stagedTime = entry.state == Entry.State.GOOD ? entry.captureTime : stagedTime;
        entry.state = Entry.State.STAGED;
        host.stage(entry);
      }
    }
  }

  private void answer() {
    while (!entries.isEmpty() && answerable(entries.element())) {
      Entry entry = entries.remove();
      int credit = host.credit();
      entry.window.answer(credit);
      host.answered(entry, answerTo(entry, credit));
    }
  }

  private static boolean answerable(Entry entry) {
    return !entry.undecided() && entry.state != Entry.State.STAGED;
  }

  private FrameAnswer answerTo(Entry entry, int credit) {
    if (entry.state == Entry.State.CLOSED) {
      return superseded(entry.sequence);
    }
    Refusal refusal = entry.refusal;
    if (entry.state == Entry.State.WRITTEN) {
      answeredThrough = Math.max(answeredThrough, entry.sequence);
    }
    long durable = answeredThrough;
    if (entry.state == Entry.State.REPEATED) {
      refusal =
          entry.sequence > durable
              ? gap(entry.sequence)
              : history.refusal(entry.sequence).orElse(null);
    }
    return refusal == null
        ? new FrameAnswer.Acknowledged(entry.sequence, durable, credit)
        : new FrameAnswer.Refused(entry.sequence, refusal, durable, credit);
  }

  /** Whether so many answers are owed that the stream must end. */
  boolean flooded() {
    return entries.size() >= MAX_OWED;
  }

  /** Tells everything under way that the capture is going down. */
  void abandon(SceneProblem problem) {
    for (Entry entry : entries) {
      entry.replyTo.tell(new FrameAnswer.Closed(entry.sequence, problem, false));
    }
    entries.clear();
    if (opening != null) {
      opening.failed(problem);
      opening = null;
    }
  }

  /** Ends the present session. */
  void endSession() {
    session = 0;
  }

  static FrameAnswer superseded(long sequence) {
    return new FrameAnswer.Closed(sequence, superseded(), true);
  }

  private static SceneProblem superseded() {
    return new SceneProblem(
        SceneProblem.Reason.UNAVAILABLE, "a newer stream of the same robot took over");
  }
}
