package io.splatlas.actors.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.disk.FaultyDisk;
import io.splatlas.actors.image.TestImages;
import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.CaptureSession;
import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.model.FrameAnswer.Acknowledged;
import io.splatlas.actors.model.FrameAnswer.Closed;
import io.splatlas.actors.model.FrameAnswer.RefusalReason;
import io.splatlas.actors.model.FrameAnswer.Refused;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.telemetry.Telemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureTest {
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final CaptureOptions OPTIONS = CaptureOptions.DEFAULTS;

  private final ActorTestKit kit = ActorTestKit.create();
  private final FaultyDisk disk = new FaultyDisk();
  private final TestProbe<CaptureEvent> parent = kit.createTestProbe();
  private final TestProbe<FrameAnswer> answers = kit.createTestProbe();
  private final CountingTelemetry telemetry = new CountingTelemetry();

  @TempDir Path folder;

  private static final class CountingTelemetry implements Telemetry {
    final AtomicInteger received = new AtomicInteger();
    final AtomicInteger acknowledged = new AtomicInteger();
    final AtomicInteger refused = new AtomicInteger();

    final AtomicLong newestFound = new AtomicLong();

    /** Frames and bytes that were pending, each time it was told. */
    final Queue<long[]> pending = new ConcurrentLinkedQueue<>();

    @Override
    public void pending(String scene, int frames, long bytes) {
      pending.add(new long[] {frames, bytes});
    }

    @Override
    public void newestFrameFound(String scene, long number, PosedFrame frame, CameraModel camera) {
      newestFound.set(number);
    }

    @Override
    public void frameReceived(long bytes) {
      received.incrementAndGet();
    }

    @Override
    public void frameAcknowledged(Duration sinceArrival) {
      acknowledged.incrementAndGet();
    }

    @Override
    public void frameRefused(RefusalReason reason) {
      refused.incrementAndGet();
    }
  }

  private static final CameraModel NOISY = new CameraModel(96, 96, 90, 90, 48, 48, 0, 0, 0, 0, 0);

  private long free = Long.MAX_VALUE;
  private FrameBudget budget = FrameBudget.unlimited();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private ActorRef<Capture.Command> start(CaptureOptions options) {
    return kit.spawn(
        Capture.create(
            new CaptureSetup("scene", options, budget, telemetry),
            () -> FrameLog.open(folder, options.segmentBytes(), disk),
            parent.getRef()));
  }

  private ActorRef<Capture.Command> start() {
    return start(OPTIONS);
  }

  private StatusReply<CaptureSession> tryOpen(
      ActorRef<Capture.Command> capture, String robot, @Nullable CameraModel camera) {
    TestProbe<StatusReply<CaptureSession>> probe = kit.createTestProbe();
    capture.tell(new Capture.Open(robot, camera, probe.getRef()));
    return probe.receiveMessage(WAIT);
  }

  private CaptureSession open(ActorRef<Capture.Command> capture, String robot) {
    return tryOpen(capture, robot, TestFrames.CAMERA).getValue();
  }

  private void submit(
      ActorRef<Capture.Command> capture, String robot, CaptureSession session, PosedFrame frame) {
    capture.tell(new Capture.Submit(robot, session.session(), frame, answers.getRef()));
  }

  private FrameAnswer answer() {
    return answers.receiveMessage(WAIT);
  }

  private void assertAcknowledged(long sequence) {
    Acknowledged answer = assertInstanceOf(Acknowledged.class, answer());
    assertEquals(sequence, answer.sequence());
    assertTrue(answer.durableSequence() >= sequence);
  }

  private Refused assertRefused(RefusalReason reason, long sequence) {
    Refused answer = assertInstanceOf(Refused.class, answer());
    assertEquals(reason, answer.refusal().reason(), answer.toString());
    assertEquals(sequence, answer.sequence());
    return answer;
  }

  private Closed assertClosed(SceneProblem.Reason reason) {
    Closed answer = assertInstanceOf(Closed.class, answer());
    assertEquals(reason, answer.problem().reason());
    return answer;
  }

  private FrameReader ready() {
    return parent.expectMessageClass(CaptureEvent.Ready.class, WAIT).frames();
  }

  private List<Long> stored(int count) {
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add(parent.expectMessageClass(CaptureEvent.FrameStored.class, WAIT).number());
    }
    return numbers;
  }

  private static SceneProblem problem(StatusReply<CaptureSession> reply) {
    return assertInstanceOf(SceneProblem.class, reply.getError());
  }

  @Test
  void shouldAcknowledgeDurableFramesInOrder() throws IOException {
    ActorRef<Capture.Command> capture = start();
    FrameReader frames = ready();
    CaptureSession session = open(capture, "r1");
    assertEquals(0, session.durableSequence());
    assertEquals(8, session.credit());
    for (int i = 1; i <= 8; i++) {
      submit(capture, "r1", session, i % 2 == 0 ? TestFrames.good(i) : TestFrames.full(i));
    }
    for (int i = 1; i <= 8; i++) {
      assertAcknowledged(i);
    }
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L), stored(8));
    StoredFrame third = frames.read(3).orElseThrow();
    assertEquals(3, third.frame().sequence());
    assertEquals("r1", third.robotId());
    assertEquals(8, telemetry.received.get());
    assertEquals(8, telemetry.acknowledged.get());
  }

  @Test
  void shouldRefuseBadFramesOneByOneAndGoOn() {
    ActorRef<Capture.Command> capture = start();
    CaptureSession session = open(capture, "r1");
    submit(capture, "r1", session, TestFrames.good(1));
    submit(capture, "r1", session, TestFrames.undecodable(2));
    submit(capture, "r1", session, TestFrames.with(3, TestFrames.START, new byte[0], null));
    submit(capture, "r1", session, TestFrames.good(4));
    assertAcknowledged(1);
    assertEquals("image", assertRefused(RefusalReason.UNDECODABLE, 2).refusal().field());
    assertEquals(3, assertRefused(RefusalReason.MISSING_FIELD, 3).durableSequence());
    assertAcknowledged(4);
    assertEquals(2, telemetry.refused.get());
  }

  @Test
  void shouldRefuseFramesWithoutIntrinsics() {
    ActorRef<Capture.Command> capture = start();
    CaptureSession session = tryOpen(capture, "r1", null).getValue();
    submit(capture, "r1", session, TestFrames.good(1));
    submit(capture, "r1", session, TestFrames.full(2));
    assertEquals("intrinsics", assertRefused(RefusalReason.MISSING_FIELD, 1).refusal().field());
    assertAcknowledged(2);
  }

  @Test
  void shouldAnswerRepeatedFramesAsBefore() {
    ActorRef<Capture.Command> capture = start();
    CaptureSession session = open(capture, "r1");
    submit(capture, "r1", session, TestFrames.good(1));
    submit(capture, "r1", session, TestFrames.good(1));
    submit(capture, "r1", session, TestFrames.undecodable(2));
    submit(capture, "r1", session, TestFrames.good(2));
    submit(capture, "r1", session, TestFrames.good(1));
    assertAcknowledged(1);
    assertAcknowledged(1);
    assertRefused(RefusalReason.UNDECODABLE, 2);
    assertRefused(RefusalReason.UNDECODABLE, 2);
    assertAcknowledged(1);
    assertEquals(List.of(1L), storedAfterReady(1));
  }

  private List<Long> storedAfterReady(int count) {
    ready();
    List<Long> numbers = stored(count);
    parent.expectNoMessage(Duration.ofMillis(50));
    return numbers;
  }

  @Test
  void shouldRefuseGapsAndTimeGoingBackWithoutUsingUpTheNumber() {
    ActorRef<Capture.Command> capture = start();
    CaptureSession session = open(capture, "r1");
    submit(capture, "r1", session, TestFrames.good(2));
    assertEquals("sequence", assertRefused(RefusalReason.OUT_OF_ORDER, 2).refusal().field());
    submit(capture, "r1", session, TestFrames.good(0));
    assertRefused(RefusalReason.OUT_OF_ORDER, 0);
    submit(capture, "r1", session, TestFrames.good(1));
    assertAcknowledged(1);
    byte[] image = TestFrames.good(1).image();
    submit(
        capture, "r1", session, TestFrames.with(2, TestFrames.START.minusMillis(1), image, null));
    submit(capture, "r1", session, TestFrames.good(3));
    assertEquals("capture_time", assertRefused(RefusalReason.OUT_OF_ORDER, 2).refusal().field());
    assertRefused(RefusalReason.OUT_OF_ORDER, 3);
    submit(capture, "r1", session, TestFrames.good(2));
    assertAcknowledged(2);
  }

  @Test
  void shouldRefuseFramesOverCreditInOrder() {
    ActorRef<Capture.Command> capture = start(options(2, 64, 128 << 20));
    CaptureSession session = open(capture, "r1");
    disk.hold();
    submit(capture, "r1", session, TestFrames.good(1));
    submit(capture, "r1", session, TestFrames.good(2));
    submit(capture, "r1", session, TestFrames.good(3));
    answers.expectNoMessage(Duration.ofMillis(50));
    disk.release();
    assertAcknowledged(1);
    assertAcknowledged(2);
    assertRefused(RefusalReason.OVER_CREDIT, 3);
    submit(capture, "r1", session, TestFrames.good(3));
    assertAcknowledged(3);
  }

  @Test
  void shouldKeepARobotThatHeedsItsCreditWaitingForASlowDiskAndRefuseNothing() {
    int credit = 3;
    ActorRef<Capture.Command> capture = start(options(credit, 64, 128 << 20));
    CaptureSession session = open(capture, "r1");
    long sequence = 0;
    for (int write = 0; write < 4; write++) {
      disk.hold();
      for (int i = 1; i <= credit; i++) {
        submit(capture, "r1", session, TestFrames.good(sequence + i));
      }
      disk.awaitHeld();
      assertEquals(sequence, telemetry.acknowledged.get(), "acknowledged before it was durable");
      disk.release();
      for (int i = 1; i <= credit; i++) {
        assertAcknowledged(++sequence);
      }
    }
    assertEquals(0, telemetry.refused.get());
    assertEquals(2 * sequence, telemetry.pending.size(), "told as a frame comes and as it goes");
    for (long[] told : telemetry.pending) {
      assertTrue(told[0] <= credit, "frames that are not answered: " + told[0]);
      assertEquals(told[0] == 0, told[1] == 0, "frames have bytes");
    }
    assertArrayEquals(new long[] {0, 0}, last(telemetry.pending));
  }

  /**
   * By number, whatever the machine does meanwhile: a flood has no more in front than its credit.
   */
  @Test
  void shouldTakeAFrameBehindNoMoreFramesOfAFloodThanItsCredit() throws IOException {
    ActorRef<Capture.Command> capture = start();
    FrameReader frames = ready();
    CaptureSession flood = open(capture, "flood");
    CaptureSession good = open(capture, "good");
    disk.hold();
    for (int i = 1; i <= 40; i++) {
      submit(capture, "flood", flood, TestFrames.good(i));
    }
    TestProbe<FrameAnswer> told = kit.createTestProbe();
    capture.tell(new Capture.Submit("good", good.session(), TestFrames.good(1), told.getRef()));
    disk.release();
    assertInstanceOf(Acknowledged.class, told.receiveMessage(WAIT));
    long number = 1;
    while (!frames.read(number).orElseThrow().robotId().equals("good")) {
      number++;
    }
    assertTrue(number <= flood.credit() + 1, "it was the " + number + "th");
  }

  private static long[] last(Queue<long[]> told) {
    return told.stream().reduce((before, after) -> after).orElseThrow();
  }

  private static CaptureOptions options(int credit, int backlog, long bytes) {
    return new CaptureOptions(credit, backlog, bytes, 1 << 20, "", "");
  }

  @Test
  void shouldBoundTheBytesUnderWay() {
    ActorRef<Capture.Command> capture = start(options(8, 64, 1 << 20));
    CaptureSession session = open(capture, "r1");
    disk.hold();
    byte[] large = Arrays.copyOf(TestFrames.good(1).image(), 700_000);
    for (int i = 1; i <= 2; i++) {
      submit(capture, "r1", session, TestFrames.with(i, TestFrames.START, large.clone(), null));
    }
    answers.expectNoMessage(Duration.ofMillis(50));
    disk.release();
    assertAcknowledged(1);
    assertEquals("image", assertRefused(RefusalReason.OVER_CREDIT, 2).refusal().field());
    submit(capture, "r1", session, TestFrames.good(2));
    assertAcknowledged(2);
  }

  @Test
  void shouldGiveTheRoomOfFramesUnderWayBackWhenItStops() {
    budget =
        new FrameBudget(
            new Retention(Long.MAX_VALUE, Long.MAX_VALUE, 0), () -> Long.MAX_VALUE, 1 << 20);
    ActorRef<Capture.Command> capture = start();
    CaptureSession session = open(capture, "r1");
    disk.hold();
    byte[] large = Arrays.copyOf(TestFrames.good(1).image(), 700_000);
    submit(capture, "r1", session, TestFrames.with(1, TestFrames.START, large, null));
    disk.awaitHeld();
    assertFalse(budget.takeUnderWay(700_000), "another scene finds no room");
    kit.stop(capture);
    assertTrue(budget.takeUnderWay(700_000));
    disk.release();
  }

  @Test
  void shouldShrinkCreditWithTheBacklogOfTraining() {
    ActorRef<Capture.Command> capture = start();
    CaptureSession session = open(capture, "r1");
    capture.tell(new Capture.TrainingBacklog(32));
    submit(capture, "r1", session, TestFrames.good(1));
    assertEquals(4, assertInstanceOf(Acknowledged.class, answer()).credit());
    capture.tell(new Capture.TrainingBacklog(1_000));
    submit(capture, "r1", session, TestFrames.good(2));
    assertEquals(1, assertInstanceOf(Acknowledged.class, answer()).credit());
    capture.tell(new Capture.TrainingBacklog(0));
    submit(capture, "r1", session, TestFrames.good(3));
    assertEquals(8, assertInstanceOf(Acknowledged.class, answer()).credit());
  }

  @Test
  void shouldSupersedeAnOlderStreamOfTheSameRobot() {
    ActorRef<Capture.Command> capture = start();
    CaptureSession older = open(capture, "r1");
    submit(capture, "r1", older, TestFrames.good(1));
    assertAcknowledged(1);
    CaptureSession newer = open(capture, "r1");
    assertTrue(newer.session() > older.session());
    assertEquals(1, newer.durableSequence());
    submit(capture, "r1", older, TestFrames.good(2));
    assertTrue(assertClosed(SceneProblem.Reason.UNAVAILABLE).superseded());
    submit(capture, "r1", newer, TestFrames.good(2));
    assertAcknowledged(2);
  }

  @Test
  void shouldSettleWhatIsOnItsWayToTheDiskBeforeANewerStreamBegins() {
    ActorRef<Capture.Command> capture = start();
    CaptureSession older = open(capture, "r1");
    disk.hold();
    submit(capture, "r1", older, TestFrames.good(1));
    disk.awaitHeld();
    submit(capture, "r1", older, TestFrames.good(2));
    TestProbe<StatusReply<CaptureSession>> probe = kit.createTestProbe();
    capture.tell(new Capture.Open("r1", TestFrames.CAMERA, probe.getRef()));
    probe.expectNoMessage(Duration.ofMillis(50));
    disk.release();
    CaptureSession newer = probe.receiveMessage(WAIT).getValue();
    assertAcknowledged(1);
    FrameAnswer second = answer();
    assertEquals(second instanceof Acknowledged ? 2 : 1, newer.durableSequence());
    submit(capture, "r1", newer, TestFrames.good(2));
    assertAcknowledged(2);
  }

  @Test
  void shouldKeepTheSequencesOfTwoRobotsApart() {
    ActorRef<Capture.Command> capture = start();
    ready();
    CaptureSession first = open(capture, "r1");
    CaptureSession second = open(capture, "r2");
    for (int i = 1; i <= 4; i++) {
      submit(capture, "r1", first, TestFrames.good(i));
      submit(capture, "r2", second, TestFrames.full(i));
    }
    for (int i = 0; i < 8; i++) {
      assertInstanceOf(Acknowledged.class, answer());
    }
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L), stored(8));
  }

  @Test
  void shouldCloseWhenFinishedAfterAnsweringWhatIsUnderWay() {
    ActorRef<Capture.Command> capture = start();
    CaptureSession session = open(capture, "r1");
    TestProbe<Done> done = kit.createTestProbe();
    submit(capture, "r1", session, TestFrames.good(1));
    capture.tell(new Capture.Finish(done.getRef()));
    capture.tell(new Capture.Finish(done.getRef()));
    assertAcknowledged(1);
    done.receiveMessage(WAIT);
    done.receiveMessage(WAIT);
    submit(capture, "r1", session, TestFrames.good(2));
    assertFalse(assertClosed(SceneProblem.Reason.NOT_READY).superseded());
    assertEquals(
        SceneProblem.Reason.NOT_READY, problem(tryOpen(capture, "r1", TestFrames.CAMERA)).reason());
  }

  @Test
  void shouldRefuseToOpenForBadRobotsAndCameras() {
    ActorRef<Capture.Command> capture = start();
    for (String id : List.of("", "Robot", "a b", "x".repeat(65), "../etc")) {
      assertEquals(SceneProblem.Reason.INVALID, problem(tryOpen(capture, id, null)).reason(), id);
    }
    CameraModel bad = new CameraModel(16, 12, -1, 1, 1, 1, 0, 0, 0, 0, 0);
    assertTrue(
        String.valueOf(problem(tryOpen(capture, "r1", bad)).getMessage())
            .contains("intrinsics.fx"));
  }

  @Test
  void shouldNotKnowStreamsItNeverOpened() {
    ActorRef<Capture.Command> capture = start();
    submit(capture, "r9", new CaptureSession(7, 0, 8), TestFrames.good(1));
    assertFalse(assertClosed(SceneProblem.Reason.UNAVAILABLE).superseded());
  }

  @Test
  void shouldAskForFramesAgainWhenTheDiskIsFull() {
    ActorRef<Capture.Command> capture = start();
    CaptureSession session = open(capture, "r1");
    submit(capture, "r1", session, TestFrames.good(1));
    assertAcknowledged(1);
    disk.full = true;
    submit(capture, "r1", session, TestFrames.good(2));
    assertEquals(1, assertRefused(RefusalReason.STORAGE, 2).durableSequence());
    submit(capture, "r1", session, TestFrames.undecodable(2));
    assertRefused(RefusalReason.STORAGE, 2);
    disk.full = false;
    submit(capture, "r1", session, TestFrames.good(2));
    assertAcknowledged(2);
    assertEquals(List.of(1L, 2L), storedAfterReady(2));
  }

  @Test
  void shouldRefuseEverythingBehindAFrameThatWasNotWritten() {
    ActorRef<Capture.Command> capture = start();
    CaptureSession session = open(capture, "r1");
    disk.full = true;
    disk.hold();
    for (int i = 1; i <= 5; i++) {
      submit(capture, "r1", session, TestFrames.good(i));
    }
    disk.release();
    for (int i = 1; i <= 5; i++) {
      Refused answer = assertInstanceOf(Refused.class, answer());
      assertEquals(i, answer.sequence());
      assertFalse(answer.refusal().reason().usesUpSequence());
      assertEquals(0, answer.durableSequence());
    }
    disk.full = false;
    for (int i = 1; i <= 5; i++) {
      submit(capture, "r1", session, TestFrames.good(i));
    }
    for (int i = 1; i <= 5; i++) {
      assertAcknowledged(i);
    }
  }

  @Test
  void shouldResumeFromTheLogAfterAStop() {
    ActorRef<Capture.Command> capture = start();
    CaptureSession session = open(capture, "r1");
    submit(capture, "r1", session, TestFrames.good(1));
    submit(capture, "r1", session, TestFrames.undecodable(2));
    assertAcknowledged(1);
    assertRefused(RefusalReason.UNDECODABLE, 2);
    kit.stop(capture);
    ActorRef<Capture.Command> again = start();
    CaptureSession resumed = open(again, "r1");
    assertEquals(2, resumed.durableSequence());
    submit(again, "r1", resumed, TestFrames.undecodable(2));
    assertRefused(RefusalReason.UNDECODABLE, 2);
    submit(again, "r1", resumed, TestFrames.good(1));
    assertAcknowledged(1);
    submit(
        again,
        "r1",
        resumed,
        TestFrames.with(3, TestFrames.START, TestFrames.good(1).image(), null));
    assertRefused(RefusalReason.OUT_OF_ORDER, 3);
    submit(again, "r1", resumed, TestFrames.good(3));
    assertAcknowledged(3);
  }

  @Test
  void shouldRestartAndRecoverWhenTheDiskFailsForGood() {
    ActorRef<Capture.Command> capture = start();
    CaptureSession session = open(capture, "r1");
    ready();
    submit(capture, "r1", session, TestFrames.good(1));
    assertAcknowledged(1);
    assertEquals(List.of(1L), stored(1));
    disk.full = true;
    disk.noTruncate = true;
    submit(capture, "r1", session, TestFrames.good(2));
    assertRefused(RefusalReason.STORAGE, 2);
    disk.full = false;
    disk.noTruncate = false;
    ready();
    assertEquals(List.of(1L), stored(1));
    assertEquals(1, telemetry.newestFound.get(), "what is shown is found, too");
    submit(capture, "r1", session, TestFrames.good(2));
    assertClosed(SceneProblem.Reason.UNAVAILABLE);
    CaptureSession resumed = open(capture, "r1");
    assertEquals(1, resumed.durableSequence());
    submit(capture, "r1", resumed, TestFrames.good(2));
    assertAcknowledged(2);
  }

  @Test
  void shouldTellWhatIsUnderWayWhenStoppedAndKeepWhatReachedTheDisk() {
    ActorRef<Capture.Command> capture = start();
    CaptureSession session = open(capture, "r1");
    disk.hold();
    submit(capture, "r1", session, TestFrames.good(1));
    disk.awaitHeld();
    kit.stop(capture);
    assertClosed(SceneProblem.Reason.UNAVAILABLE);
    disk.release();
    ActorRef<Capture.Command> again = start();
    CaptureSession resumed = open(again, "r1");
    assertEquals(1, resumed.durableSequence());
  }

  @Test
  void shouldSayWhyTheLogCannotBeOpened() throws IOException {
    Files.write(folder.resolve("file"), new byte[1]);
    ActorRef<Capture.Command> capture =
        kit.spawn(
            Capture.create(
                new CaptureSetup("scene", OPTIONS, budget, Telemetry.NONE),
                folder.resolve("file"),
                parent.getRef()));
    assertTrue(
        parent
            .expectMessageClass(CaptureEvent.Unavailable.class, WAIT)
            .reason()
            .contains("cannot be opened"));
    assertEquals(SceneProblem.Reason.UNAVAILABLE, problem(tryOpen(capture, "r1", null)).reason());
  }

  @Test
  void shouldRefuseFramesBeforeTheDiskIsFullAndTakeThemWhenThereIsRoomAgain() {
    budget = new FrameBudget(new Retention(Long.MAX_VALUE, Long.MAX_VALUE, 1_000_000), () -> free);
    ActorRef<Capture.Command> capture = start();
    CaptureSession session = open(capture, "r1");
    free = 1_000_001;
    submit(capture, "r1", session, TestFrames.good(1));
    assertTrue(
        assertRefused(RefusalReason.STORAGE, 1).refusal().detail().contains("kept free"),
        "says why");
    free = 3_000_000;
    submit(capture, "r1", session, TestFrames.good(1));
    assertAcknowledged(1);
  }

  @Test
  void shouldThinOutWhatTrainingHasTakenUpAndRefuseFramesOnlyBeforeThat() {
    CaptureOptions small = new CaptureOptions(4, 8, 1 << 20, 64 << 10, "", "");
    budget = new FrameBudget(new Retention(1 << 20, Long.MAX_VALUE, 0), () -> Long.MAX_VALUE);
    ActorRef<Capture.Command> capture = start(small);
    CaptureSession session = open(capture, "r1");
    byte[] image = TestImages.noisyPng(96, 96);
    long sequence = 0;
    FrameAnswer last;
    do {
      submit(capture, "r1", session, noisy(++sequence, image));
      last = answer();
    } while (last instanceof Acknowledged && sequence < 200);
    Refused refused = assertInstanceOf(Refused.class, last);
    assertEquals(RefusalReason.STORAGE, refused.refusal().reason());
    assertTrue(refused.refusal().detail().contains("limit"), refused.refusal()::detail);
    long full = budget.total();

    capture.tell(new Capture.TrainingBacklog(0));
    long again = sequence;
    parent.awaitAssert(
        WAIT,
        () -> {
          assertTrue(budget.total() < 0.8 * full, "there is room");
          return null;
        });
    submit(capture, "r1", session, noisy(again, image));
    assertAcknowledged(again);
  }

  private static PosedFrame noisy(long sequence, byte[] image) {
    return TestFrames.with(sequence, TestFrames.START.plusMillis(sequence), image, NOISY);
  }

  @Test
  void shouldEndAStreamThatDoesNotHeedItsCreditAtAll() {
    ActorRef<Capture.Command> capture = start();
    CaptureSession session = open(capture, "r1");
    disk.hold();
    submit(capture, "r1", session, TestFrames.good(1));
    for (int i = 2; i < 3_000; i++) {
      submit(capture, "r1", session, TestFrames.good(i));
    }
    Closed closed = null;
    while (closed == null) {
      closed = answer() instanceof Closed c ? c : null;
    }
    assertEquals(SceneProblem.Reason.EXHAUSTED, closed.problem().reason());
    disk.release();
  }
}
