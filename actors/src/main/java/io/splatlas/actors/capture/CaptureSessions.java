package io.splatlas.actors.capture;

import io.splatlas.actors.model.CaptureSession;
import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.model.SceneProblem;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * The robots of a scene and their streams: who may open one, and what is answered where none is.
 */
final class CaptureSessions {
  private static final Pattern ROBOT_ID = Pattern.compile("[a-z0-9_-]{1,64}");
  private static final int MAX_ROBOTS = 256;

  private final RobotStream.Host host;
  private final FrameValidator validator;
  private final Map<String, RobotStream> robots = new HashMap<>();
  private long lastSession;

  CaptureSessions(RobotStream.Host host, FrameValidator validator) {
    this.host = host;
    this.validator = validator;
  }

  RobotStream robot(String robotId) {
    return robots.computeIfAbsent(robotId, id -> new RobotStream(id, host));
  }

  /** A robot that was here already, null for a stranger. */
  @Nullable RobotStream known(String robotId) {
    return robots.get(robotId);
  }

  int size() {
    return robots.size();
  }

  boolean idle() {
    return robots.values().stream().allMatch(RobotStream::idle);
  }

  void abandon(SceneProblem problem) {
    robots.values().forEach(robot -> robot.abandon(problem));
  }

  /** Takes up what the log knows of robots. */
  void recover(FrameLog.Found found) {
    switch (found) {
      case FrameLog.Found.Frame f ->
          robot(f.robotId()).history().acknowledged(f.sequence(), f.captureTime());
      case FrameLog.Found.Thinned t ->
          robot(t.robotId()).history().acknowledged(t.sequence(), t.captureTime());
      case FrameLog.Found.Refused r ->
          robot(r.robotId()).history().refused(r.sequence(), r.refusal());
    }
  }

  void open(Capture.Open message) {
    SceneProblem problem = problemWith(message);
    if (problem != null) {
      message.replyTo().tell(StatusReply.error(problem));
      return;
    }
    RobotStream robot = robot(message.robotId());
    // Numbers of a life before a restart must not come again.
    lastSession = Math.max(lastSession + 1, System.currentTimeMillis() * 1000);
    robot.open(lastSession, message.camera(), opening(message, robot, lastSession));
  }

  private RobotStream.Opening opening(Capture.Open message, RobotStream robot, long session) {
    return new RobotStream.Opening() {
      @Override
      public void opened() {
        long durable = robot.history().durable();
        message
            .replyTo()
            .tell(StatusReply.success(new CaptureSession(session, durable, host.credit())));
      }

      @Override
      public void failed(SceneProblem problem) {
        message.replyTo().tell(StatusReply.error(problem));
      }
    };
  }

  private @Nullable SceneProblem problemWith(Capture.Open message) {
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

  /** The answer to a frame whose stream is over, else null. */
  @Nullable FrameAnswer closed(Capture.Submit message) {
    long sequence = message.frame().sequence();
    RobotStream robot = known(message.robotId());
    if (robot == null || robot.session() < message.session()) {
      return closed(
          sequence,
          SceneProblem.Reason.UNAVAILABLE,
          "this stream is not known, the capture was restarted: open it again");
    }
    if (robot.session() != message.session()) {
      return RobotStream.superseded(sequence);
    }
    if (robot.flooded()) {
      robot.endSession();
      return closed(
          sequence, SceneProblem.Reason.EXHAUSTED, "far more frames are under way than the credit");
    }
    return null;
  }

  private static FrameAnswer closed(long sequence, SceneProblem.Reason reason, String why) {
    return new FrameAnswer.Closed(sequence, new SceneProblem(reason, why), false);
  }
}
