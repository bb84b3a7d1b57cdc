package io.splatlas.actors.capture;

import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.model.SceneProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in: those who come while the log is being opened wait, as far as there is room; nobody
 * where it cannot be opened, nor after the capture was finished. Belongs to the capture's actor.
 */
final class CaptureDoor {
  private static final int MOST_WAITING = 256;

  private enum Phase {
    OPENING,
    OPEN,
    UNAVAILABLE
  }

  private final CaptureSessions sessions;
  private final AtomicBoolean finished;
  private final List<Capture.Open> waiting = new ArrayList<>();
  private final List<ActorRef<Done>> finishers = new ArrayList<>();
  private Phase phase = Phase.OPENING;
  private String unavailable = "";

  /**
   * The log is being opened.
   *
   * @param finished whether the capture was, in an earlier life of the actor; set when it is
   */
  CaptureDoor(CaptureSessions sessions, AtomicBoolean finished) {
    this.sessions = sessions;
    this.finished = finished;
  }

  /** Whether the log is open. */
  boolean isOpen() {
    return phase == Phase.OPEN;
  }

  /** The log is open: who waits gets in. */
  void open() {
    phase = Phase.OPEN;
    answerThoseWaiting();
  }

  /** The log cannot be opened: who waits, and whoever comes, is told why. */
  void shut(String why) {
    phase = Phase.UNAVAILABLE;
    unavailable = why;
    answerThoseWaiting();
  }

  private void answerThoseWaiting() {
    waiting.forEach(this::answer);
    waiting.clear();
    tellFinished();
  }

  /** A robot opens a stream; exactly one answer follows. */
  void letIn(Capture.Open message) {
    if (phase == Phase.OPENING && waiting.size() < MOST_WAITING) {
      waiting.add(message);
    } else {
      answer(message);
    }
  }

  private void answer(Capture.Open message) {
    if (phase != Phase.OPEN) {
      String why = phase == Phase.OPENING ? "the scene is starting, try again" : unavailable;
      refuse(message, new SceneProblem(SceneProblem.Reason.UNAVAILABLE, why));
    } else if (finished.get()) {
      refuse(message, over());
    } else {
      sessions.open(message);
    }
  }

  private static void refuse(Capture.Open message, SceneProblem why) {
    message.replyTo().tell(StatusReply.error(why));
  }

  private static SceneProblem over() {
    return new SceneProblem(
        SceneProblem.Reason.NOT_READY, "the capture of this scene was finished");
  }

  /** The answer to a frame that may not come in, else null. */
  @Nullable FrameAnswer closed(Capture.Submit message) {
    return finished.get()
        ? new FrameAnswer.Closed(message.frame().sequence(), over(), false)
        : sessions.closed(message);
  }

  /** Lets nobody in any more; {@code replyTo} is told when all that came is answered. */
  void finish(ActorRef<Done> replyTo) {
    finished.set(true);
    finishers.add(replyTo);
    tellFinished();
  }

  /** Tells those who finished the capture, once nothing is under way. */
  void tellFinished() {
    if (phase != Phase.OPENING && sessions.idle()) {
      finishers.forEach(finisher -> finisher.tell(Done.getInstance()));
      finishers.clear();
    }
  }

  /** The capture goes down: those who wait are told so. */
  void abandon(SceneProblem problem) {
    waiting.forEach(message -> refuse(message, problem));
  }
}
