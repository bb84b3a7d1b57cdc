package io.splatlas.actors.capture;

import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.CaptureSession;
import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.telemetry.Telemetry;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/** Takes the frames of one scene in, makes them durable, answers the robots. */
public final class Capture {

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

  record Placeholder() implements Internal {}

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

  private Capture() {}

  /**
   * A capture.
   *
   * @param scene id, for telemetry and logs
   * @param folder of the frame log, created when absent
   * @param parent told of every durable frame
   */
  public static Behavior<Command> create(
      String scene,
      Path folder,
      CaptureOptions options,
      Telemetry telemetry,
      ActorRef<Event> parent) {
    return org.apache.pekko.actor.typed.javadsl.Behaviors.empty();
  }
}
