package io.splatlas.actors.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.image.DecodeLimits;
import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.CaptureSession;
import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.model.FrameAnswer.Refusal;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.model.SceneProblem;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CaptureDoorTest {
  /** Takes frames and never looks at them. */
  private static final class IdleHost implements RobotStream.Host {
    @Override
    public int credit() {
      return 8;
    }

    @Override
    public boolean takeBytes(long bytes) {
      return true;
    }

    @Override
    public void releaseBytes(long bytes) {}

    @Override
    public Optional<Refusal> checkValues(PosedFrame frame, @Nullable CameraModel camera) {
      return Optional.empty();
    }

    @Override
    public void checkPixels(Entry entry, PosedFrame frame, CameraModel camera) {}

    @Override
    public void stage(Entry entry) {}

    @Override
    public void answered(Entry entry, FrameAnswer answer) {}
  }

  private final CaptureSessions sessions =
      new CaptureSessions(new IdleHost(), new FrameValidator(DecodeLimits.ofHeap()));
  private final AtomicBoolean finished = new AtomicBoolean();
  private final CaptureDoor door = new CaptureDoor(sessions, finished);
  private final TestInbox<StatusReply<CaptureSession>> robot = TestInbox.create();
  private final TestInbox<Done> finisher = TestInbox.create();

  private void come() {
    door.letIn(new Capture.Open("robot", TestFrames.CAMERA, robot.getRef()));
  }

  private SceneProblem.Reason refused() {
    return assertInstanceOf(SceneProblem.class, robot.receiveMessage().getError()).reason();
  }

  @Test
  void shouldLetWhoComesEarlyWaitForTheLog() {
    come();
    assertFalse(robot.hasMessages());
    door.open();
    assertTrue(robot.receiveMessage().isSuccess());
    come();
    assertTrue(robot.receiveMessage().isSuccess());
  }

  @Test
  void shouldLetOnlySoManyWait() {
    for (int i = 0; i < 256; i++) {
      come();
    }
    assertFalse(robot.hasMessages());
    come();
    assertEquals(SceneProblem.Reason.UNAVAILABLE, refused());
  }

  @Test
  void shouldRefuseEverybodyWhereTheLogCannotBeOpened() {
    come();
    door.shut("the disk is gone");
    assertEquals(SceneProblem.Reason.UNAVAILABLE, refused());
    come();
    assertEquals("the disk is gone", robot.receiveMessage().getError().getMessage());
  }

  @Test
  void shouldLetNobodyInOnceFinishedNorInTheNextLife() {
    door.open();
    door.finish(finisher.getRef());
    come();
    assertEquals(SceneProblem.Reason.NOT_READY, refused());
    CaptureDoor next = new CaptureDoor(sessions, finished);
    next.open();
    next.letIn(new Capture.Open("robot", TestFrames.CAMERA, robot.getRef()));
    assertEquals(SceneProblem.Reason.NOT_READY, refused());
    TestInbox<FrameAnswer> answers = TestInbox.create();
    assertInstanceOf(
        FrameAnswer.Closed.class,
        next.closed(new Capture.Submit("robot", 1, TestFrames.good(1), answers.getRef())));
  }

  @Test
  void shouldTellWhoFinishesWhenAllThatCameIsAnswered() {
    come();
    door.finish(finisher.getRef());
    assertFalse(finisher.hasMessages(), "the log is not open");
    door.open();
    assertEquals(1, finisher.getAllReceived().size());
    door.tellFinished();
    assertFalse(finisher.hasMessages(), "once");
  }

  @Test
  void shouldWaitForFramesUnderWayBeforeItTellsWhoFinishes() {
    door.open();
    come();
    long session = robot.receiveMessage().getValue().session();
    TestInbox<FrameAnswer> answers = TestInbox.create();
    Capture.Submit frame =
        new Capture.Submit("robot", session, TestFrames.good(1), answers.getRef());
    assertEquals(null, door.closed(frame));
    sessions.robot("robot").submit(frame.frame(), frame.replyTo());
    door.finish(finisher.getRef());
    assertFalse(finisher.hasMessages());
    sessions.abandon(new SceneProblem(SceneProblem.Reason.UNAVAILABLE, "the end"));
    door.tellFinished();
    assertEquals(1, finisher.getAllReceived().size());
  }
}
