package io.splatlas.gateway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.model.CaptureSession;
import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.model.FrameAnswer.Refusal;
import io.splatlas.actors.model.FrameAnswer.RefusalReason;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.gateway.fake.Frames;
import io.splatlas.proto.v1.CaptureResponse;
import io.splatlas.proto.v1.FrameRefusalReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureWindowTest {
  @Test
  void shouldTakeNothingBeforeTheSceneHasOpened() {
    CaptureWindow window = new CaptureWindow(64, 60);
    assertFalse(window.wantsMore());
    assertNull(window.poll());
    window.open(new CaptureSession(1, 41, 2));
    assertTrue(window.wantsMore());
    CaptureResponse opened = told(window);
    assertEquals(41, opened.getOpened().getDurableSequence());
    assertEquals(2, opened.getOpened().getCredit());
    assertTrue(window.idle());
  }

  @Test
  void shouldHandInNoMoreThanTheCredit() {
    CaptureWindow window = opened(2);
    assertEquals(0, accept(window, 1));
    assertEquals(0, accept(window, 2));
    assertTrue(window.wantsMore(), "one more is taken to notice who ignores the credit");
    assertEquals(1, accept(window, 3));
    assertFalse(window.wantsMore());
    assertEquals(1, submitted(window));
    assertEquals(2, submitted(window));
    assertNull(window.nextToSubmit());
    window.answer(new FrameAnswer.Acknowledged(1, 1, 2));
    assertEquals(3, submitted(window));
    assertEquals(1, told(window).getAcknowledged().getSequence());
    assertEquals(2, accept(window, 4), "the second in a row beyond the credit");
  }

  @Test
  void shouldForgiveOnceTheRobotKeepsToItsCredit() {
    CaptureWindow window = opened(1);
    accept(window, 1);
    assertEquals(1, accept(window, 2));
    for (long sequence = 1; sequence <= 2; sequence++) {
      assertEquals(sequence, submitted(window));
      window.answer(new FrameAnswer.Acknowledged(sequence, sequence, 1));
      assertNotNull(window.poll());
    }
    assertEquals(0, accept(window, 3));
  }

  @Test
  void shouldHoldNoMoreThanItsOwnBoundWhateverTheCredit() {
    CaptureWindow window = new CaptureWindow(3, 60);
    window.open(new CaptureSession(1, 0, 1000));
    window.poll();
    long sequence = 0;
    while (window.wantsMore()) {
      assertEquals(0, accept(window, ++sequence));
    }
    assertEquals(4, sequence);
  }

  @Test
  void shouldTellTheGatewaysOwnReasonWhereTheSceneUsedTheSequenceUp() {
    CaptureWindow window = opened(2);
    window.accept(FrameConverter.read(Frames.good(1).clearPose().build()), 0);
    window.nextToSubmit();
    window.answer(refused(1, RefusalReason.UNDECODABLE, 1));
    CaptureResponse response = told(window);
    assertEquals(
        FrameRefusalReason.FRAME_REFUSAL_REASON_MISSING_FIELD, response.getRefused().getReason());
    assertEquals("pose", response.getRefused().getField());
    assertEquals(1, response.getRefused().getDurableSequence());
  }

  @Test
  void shouldTellTheScenesReasonWhereTheSequenceIsNotUsedUp() {
    CaptureWindow window = opened(2);
    window.accept(FrameConverter.read(Frames.good(5).clearPose().build()), 0);
    window.nextToSubmit();
    window.answer(refused(5, RefusalReason.OUT_OF_ORDER, 0));
    assertEquals(
        FrameRefusalReason.FRAME_REFUSAL_REASON_OUT_OF_ORDER,
        told(window).getRefused().getReason());
  }

  @Test
  void shouldAnswerAFrameTheSceneDoesNotGetToSeeInItsTurn() {
    CaptureWindow window = opened(4);
    accept(window, 1);
    accept(window, 0);
    window.nextToSubmit();
    assertNull(window.nextToSubmit());
    assertNull(window.poll());
    window.answer(new FrameAnswer.Acknowledged(1, 1, 3));
    assertEquals(1, told(window).getAcknowledged().getSequence());
    CaptureResponse refused = told(window);
    assertEquals(0, refused.getRefused().getSequence());
    assertEquals(1, refused.getRefused().getDurableSequence());
    assertEquals(3, refused.getRefused().getCredit());
  }

  @Test
  void shouldTellAnswersGivenBeforeTheEnd() {
    CaptureWindow window = opened(4);
    accept(window, 1);
    accept(window, 2);
    window.nextToSubmit();
    window.nextToSubmit();
    window.answer(new FrameAnswer.Acknowledged(1, 1, 4));
    FrameAnswer.Closed closed =
        new FrameAnswer.Closed(
            2, new SceneProblem(SceneProblem.Reason.UNAVAILABLE, "superseded"), true);
    window.answer(closed);
    assertNull(window.end());
    assertFalse(window.wantsMore());
    assertEquals(1, told(window).getAcknowledged().getSequence());
    assertEquals(closed, window.end());
  }

  @Test
  void shouldSayHowLongTheOldestFrameHasWaited() {
    CaptureWindow window = opened(4);
    assertEquals(0, window.waited(5));
    window.accept(FrameConverter.read(Frames.good(1).build()), 100);
    assertEquals(50, window.waited(150));
    window.nextToSubmit();
    window.answer(new FrameAnswer.Acknowledged(1, 1, 4));
    assertEquals(0, window.waited(500));
  }

  /** Every frame is answered once and in order, however scene, robot and credit behave. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void shouldAnswerEveryFrameOnceInOrder(long seed) {
    Random random = new Random(seed);
    CaptureWindow window = opened(1 + random.nextInt(8));
    Deque<PosedFrame> atScene = new ArrayDeque<>();
    List<Long> sent = new ArrayList<>();
    List<Long> answered = new ArrayList<>();
    while (answered.size() < 1_000) {
      if (sent.size() < 1_000 && window.wantsMore() && random.nextBoolean()) {
        long sequence = random.nextInt(10) == 0 ? 0 : sent.size() + 1L;
        sent.add(sequence);
        accept(window, sequence);
      }
      for (PosedFrame f = window.nextToSubmit(); f != null; f = window.nextToSubmit()) {
        atScene.add(f);
      }
      assertTrue(window.inFlight() <= 9);
      if (!atScene.isEmpty() && random.nextBoolean()) {
        long sequence = atScene.remove().sequence();
        int credit = 1 + random.nextInt(8);
        window.answer(
            random.nextBoolean()
                ? new FrameAnswer.Acknowledged(sequence, sequence, credit)
                : refused(sequence, RefusalReason.UNDECODABLE, sequence));
      }
      @Nullable CaptureResponse response = random.nextBoolean() ? window.poll() : null;
      if (response != null) {
        answered.add(
            response.hasRefused()
                ? response.getRefused().getSequence()
                : response.getAcknowledged().getSequence());
      }
    }
    assertEquals(sent, answered);
    assertTrue(window.idle());
  }

  private static CaptureWindow opened(int credit) {
    CaptureWindow window = new CaptureWindow(64, 60);
    window.open(new CaptureSession(1, 0, credit));
    assertNotNull(window.poll());
    return window;
  }

  private static CaptureResponse told(CaptureWindow window) {
    return Objects.requireNonNull(window.poll());
  }

  private static long submitted(CaptureWindow window) {
    return Objects.requireNonNull(window.nextToSubmit()).sequence();
  }

  private static int accept(CaptureWindow window, long sequence) {
    return window.accept(FrameConverter.read(Frames.good(sequence).build()), 0);
  }

  private static FrameAnswer refused(long sequence, RefusalReason reason, long durable) {
    return new FrameAnswer.Refused(
        sequence, new Refusal(reason, "image", "by the scene"), durable, 2);
  }
}
