package io.splatlas.gateway.capture;

import static io.splatlas.gateway.fake.GatewayFixture.expect;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.rpc.RetryInfo;
import io.grpc.ConnectivityState;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.splatlas.actors.model.CaptureSession;
import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.model.FrameAnswer.Refusal;
import io.splatlas.actors.model.FrameAnswer.RefusalReason;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.scene.Scene;
import io.splatlas.gateway.GatewayConfig;
import io.splatlas.gateway.fake.Frames;
import io.splatlas.gateway.fake.GatewayFixture;
import io.splatlas.gateway.fake.TestClient;
import io.splatlas.proto.v1.CaptureRequest;
import io.splatlas.proto.v1.CaptureResponse;
import io.splatlas.proto.v1.CaptureServiceGrpc;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.FrameRefusalReason;
import io.splatlas.proto.v1.OpenCapture;
import io.splatlas.proto.v1.SceneServiceGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CaptureServiceTest {
  private static final int CREDIT = 3;
  private static final int OVERRUN = 200;

  private GatewayFixture gateway =
      new GatewayFixture(
          GatewayConfig.DEFAULTS.withLimits(
              new GatewayConfig.Limits(
                  1 << 20, 1 << 20, 16, 64 << 10, 64, OVERRUN, 10_000, 64, 2, 1L << 40, 1)));
  private final TestClient<CaptureRequest, CaptureResponse> robot = TestClient.eager();
  private TestProbe<Scene.Command> scene = gateway.scriptedScene("desk");
  private StreamObserver<CaptureRequest> stream =
      CaptureServiceGrpc.newStub(gateway.channel).capture(robot);

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void shouldResumeBehindTheDurableSequence() throws Exception {
    stream.onNext(Frames.open("desk", "rover"));
    Scene.OpenCapture open = expect(scene, Scene.OpenCapture.class);
    assertEquals("rover", open.robotId());
    assertEquals(32, Objects.requireNonNull(open.camera()).width());
    open.replyTo().tell(StatusReply.success(new CaptureSession(7, 41, CREDIT)));
    CaptureResponse opened = robot.next();
    assertEquals(41, opened.getOpened().getDurableSequence());
    assertEquals(CREDIT, opened.getOpened().getCredit());
    stream.onNext(Frames.frame(42));
    Scene.SubmitFrame submit = expect(scene, Scene.SubmitFrame.class);
    assertEquals(7, submit.session());
    assertEquals("rover", submit.robotId());
    submit.replyTo().tell(new FrameAnswer.Acknowledged(42, 42, 1));
    CaptureResponse acknowledged = robot.next();
    assertEquals(42, acknowledged.getAcknowledged().getDurableSequence());
    assertEquals(1, acknowledged.getAcknowledged().getCredit());
  }

  @Test
  void shouldAnswerBadFramesOneByOneAndGoOn() throws Exception {
    open();
    List<CaptureRequest> bad =
        List.of(
            CaptureRequest.newBuilder().setFrame(Frames.good(1).clearPose()).build(),
            CaptureRequest.newBuilder().setFrame(Frames.good(2).clearEncoding()).build(),
            CaptureRequest.newBuilder().setFrame(Frames.good(3).clearImage()).build());
    List<String> fields = List.of("pose", "encoding", "image");
    for (int i = 0; i < bad.size(); i++) {
      stream.onNext(bad.get(i));
      Scene.SubmitFrame submit = expect(scene, Scene.SubmitFrame.class);
      assertEquals(0, submit.frame().image().length);
      submit.replyTo().tell(refused(i + 1, RefusalReason.UNDECODABLE));
      CaptureResponse response = robot.next();
      assertEquals(i + 1, response.getRefused().getSequence());
      assertEquals(
          FrameRefusalReason.FRAME_REFUSAL_REASON_MISSING_FIELD, response.getRefused().getReason());
      assertEquals(fields.get(i), response.getRefused().getField());
      assertFalse(response.getRefused().getDetail().isEmpty());
    }
    stream.onNext(Frames.frame(4));
    expect(scene, Scene.SubmitFrame.class)
        .replyTo()
        .tell(new FrameAnswer.Acknowledged(4, 4, CREDIT));
    assertEquals(4, robot.next().getAcknowledged().getSequence());
  }

  @Test
  void shouldPassTheScenesRefusalsOn() throws Exception {
    open();
    for (RefusalReason reason : RefusalReason.values()) {
      stream.onNext(Frames.frame(1));
      expect(scene, Scene.SubmitFrame.class).replyTo().tell(refused(1, reason));
      CaptureResponse response = robot.next();
      assertEquals(
          "FRAME_REFUSAL_REASON_" + reason.name(), response.getRefused().getReason().name());
      assertEquals("by.the.scene", response.getRefused().getField());
    }
  }

  @Test
  void shouldAnswerInTheOrderOfArrival() throws Exception {
    open();
    List<Scene.SubmitFrame> submitted = new ArrayList<>();
    for (int n = 1; n <= CREDIT; n++) {
      stream.onNext(Frames.frame(n));
      submitted.add(expect(scene, Scene.SubmitFrame.class));
    }
    for (int n = CREDIT; n >= 1; n--) {
      submitted.get(n - 1).replyTo().tell(new FrameAnswer.Acknowledged(n, n, CREDIT));
    }
    for (int n = 1; n <= CREDIT; n++) {
      assertEquals(n, robot.next().getAcknowledged().getSequence());
    }
  }

  @Test
  void shouldHoldARobotBackThatSendsFasterThanAnswersCome() throws Exception {
    open();
    int frames = 100;
    ByteString image = ByteString.copyFrom(new byte[20_000]);
    for (int n = 1; n <= frames; n++) {
      stream.onNext(CaptureRequest.newBuilder().setFrame(Frames.good(n).setImage(image)).build());
    }
    List<Scene.SubmitFrame> unanswered = new ArrayList<>();
    for (int answered = 0; answered < frames; ) {
      while (unanswered.size() < Math.min(CREDIT, frames - answered)) {
        unanswered.add(expect(scene, Scene.SubmitFrame.class));
      }
      // The scene has as many as the credit allows: a further one may come only after an answer.
      assertEquals(answered + unanswered.size(), unanswered.getLast().frame().sequence());
      answered++;
      Scene.SubmitFrame oldest = unanswered.removeFirst();
      oldest.replyTo().tell(new FrameAnswer.Acknowledged(answered, answered, CREDIT));
      assertEquals(answered, robot.next().getAcknowledged().getSequence());
    }
    scene.expectNoMessage(Duration.ofMillis(50));
    assertTrue(gateway.telemetry.creditOverruns.availablePermits() > 0);
    stream.onCompleted();
    assertEquals(Status.Code.OK, robot.end().getCode());
  }

  @Test
  void shouldEndAStreamThatNeverKeepsToItsCredit() throws Exception {
    open();
    for (int n = 1; n <= 1_000; n++) {
      stream.onNext(Frames.frame(n));
    }
    for (int n = 1; n <= OVERRUN; n++) {
      GatewayFixture.await(gateway.telemetry.creditOverruns, 1);
      expect(scene, Scene.SubmitFrame.class)
          .replyTo()
          .tell(new FrameAnswer.Acknowledged(n, n, CREDIT));
    }
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, robot.end().getCode());
    assertEquals("CREDIT_EXCEEDED", robot.reason());
  }

  @Test
  void shouldSendARobotAwayThatStaysFasterThanItMay() throws Exception {
    gateway.close();
    gateway =
        new GatewayFixture(
            GatewayConfig.DEFAULTS
                .withFramesPerSecond(20)
                .withTimeouts(
                    GatewayConfig.Timeouts.DEFAULTS.withPressing(Duration.ofMillis(200))));
    SceneServiceGrpc.newBlockingStub(gateway.channel)
        .createScene(CreateSceneRequest.newBuilder().setSceneId("desk").build());
    TestClient<CaptureRequest, CaptureResponse> hasty = TestClient.eager();
    stream = CaptureServiceGrpc.newStub(gateway.channel).capture(hasty);
    stream.onNext(Frames.open("desk", "rover"));
    assertEquals(20, hasty.next().getOpened().getFramesPerSecond());
    for (int n = 1; n <= 100; n++) {
      stream.onNext(Frames.frame(n));
    }
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, hasty.end().getCode());
    assertEquals("FRAME_RATE_EXCEEDED", hasty.reason());
    assertEquals("20", hasty.facts().get("frames_per_second"));
    assertEquals(1, hasty.details(RetryInfo.class).size());
    assertEquals(1, gateway.telemetry.frameRatesExceeded.availablePermits());
    assertTrue(gateway.telemetry.framesPaced.availablePermits() >= 5, "it was held back first");
    assertTrue(hasty.waiting() >= 20, "what was taken in before is answered");
  }

  @Test
  void shouldSendOutstandingAnswersAfterHalfClose() throws Exception {
    open();
    stream.onNext(Frames.frame(1));
    stream.onCompleted();
    Scene.SubmitFrame submit = expect(scene, Scene.SubmitFrame.class);
    assertFalse(robot.ended());
    submit.replyTo().tell(new FrameAnswer.Acknowledged(1, 1, CREDIT));
    assertEquals(1, robot.next().getAcknowledged().getSequence());
    assertEquals(Status.Code.OK, robot.end().getCode());
    GatewayFixture.await(gateway.telemetry.captureClosed, 1);
  }

  @Test
  void shouldEndWhenTheFirstMessageIsAFrame() {
    stream.onNext(Frames.frame(1));
    assertBrokenProtocol();
  }

  @Test
  void shouldEndWhenAMessageIsEmpty() throws Exception {
    open();
    stream.onNext(CaptureRequest.getDefaultInstance());
    assertBrokenProtocol();
  }

  @Test
  void shouldEndWhenTheStreamIsOpenedTwice() throws Exception {
    open();
    stream.onNext(Frames.open("desk", "rover"));
    assertBrokenProtocol();
  }

  @Test
  void shouldNameTheFieldsOfABadOpening() {
    stream.onNext(
        CaptureRequest.newBuilder()
            .setOpen(OpenCapture.newBuilder().setSceneId("desk").setRobotId("R2 D2"))
            .build());
    assertEquals(Status.Code.INVALID_ARGUMENT, robot.end().getCode());
    assertEquals("INVALID_FIELD", robot.reason());
    assertTrue(String.valueOf(robot.end().getDescription()).contains("open.robot_id"));
  }

  @Test
  void shouldSayNotFoundForAnUnknownScene() {
    stream.onNext(Frames.open("nowhere", "rover"));
    assertEquals(Status.Code.NOT_FOUND, robot.end().getCode());
  }

  @Test
  void shouldSayFailedPreconditionWhenTheCaptureWasFinished() {
    stream.onNext(Frames.open("desk", "rover"));
    expect(scene, Scene.OpenCapture.class)
        .replyTo()
        .tell(StatusReply.error(new SceneProblem(SceneProblem.Reason.NOT_READY, "finished")));
    assertEquals(Status.Code.FAILED_PRECONDITION, robot.end().getCode());
  }

  @Test
  void shouldSayAbortedWhenANewerStreamTookOver() throws Exception {
    open();
    stream.onNext(Frames.frame(1));
    expect(scene, Scene.SubmitFrame.class)
        .replyTo()
        .tell(
            new FrameAnswer.Closed(
                1, new SceneProblem(SceneProblem.Reason.UNAVAILABLE, "a newer stream"), true));
    assertEquals(Status.Code.ABORTED, robot.end().getCode());
    assertEquals("CAPTURE_SUPERSEDED", robot.reason());
  }

  @Test
  void shouldSayUnavailableWhenTheSceneStops() throws Exception {
    open();
    stream.onNext(Frames.frame(1));
    expect(scene, Scene.SubmitFrame.class);
    scene.stop();
    assertEquals(Status.Code.UNAVAILABLE, robot.end().getCode());
  }

  @Test
  void shouldSayUnavailableWhenAFrameIsNotAnswered() throws Exception {
    gateway.close();
    gateway =
        new GatewayFixture(
            GatewayConfig.DEFAULTS.withTimeouts(
                new GatewayConfig.Timeouts(
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30),
                    Duration.ofMillis(20),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1))));
    TestClient<CaptureRequest, CaptureResponse> waiting = TestClient.eager();
    scene = gateway.scriptedScene("desk");
    stream = CaptureServiceGrpc.newStub(gateway.channel).capture(waiting);
    stream.onNext(Frames.open("desk", "rover"));
    expect(scene, Scene.OpenCapture.class)
        .replyTo()
        .tell(StatusReply.success(new CaptureSession(1, 0, CREDIT)));
    stream.onNext(Frames.frame(1));
    assertEquals(Status.Code.UNAVAILABLE, waiting.end().getCode());
    assertEquals("SCENE_UNAVAILABLE", waiting.reason());
  }

  @Test
  void shouldSayResourceExhaustedForAMessageOverTheLimit() throws Exception {
    open();
    stream.onNext(
        CaptureRequest.newBuilder()
            .setFrame(Frames.good(1).setImage(ByteString.copyFrom(new byte[1 << 20])))
            .build());
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, robot.end().getCode());
  }

  @Test
  void shouldSayUnavailableWhenTheServerGoesDown() throws Exception {
    open();
    gateway.server.close();
    assertEquals(Status.Code.UNAVAILABLE, robot.end().getCode());
    assertEquals("SHUTTING_DOWN", robot.reason());
  }

  @Test
  void shouldAnswerTheFramesItHasBeforeItGoesDown() throws Exception {
    open();
    stream.onNext(Frames.frame(1));
    Scene.SubmitFrame submit = expect(scene, Scene.SubmitFrame.class);
    CountDownLatch toldToGoAway = new CountDownLatch(1);
    gateway.channel.notifyWhenStateChanged(ConnectivityState.READY, toldToGoAway::countDown);
    Thread closing = Thread.ofVirtual().start(gateway.server::close);
    assertTrue(toldToGoAway.await(30, TimeUnit.SECONDS), "GOAWAY comes while frames are answered");
    submit.replyTo().tell(new FrameAnswer.Acknowledged(1, 1, CREDIT));
    assertEquals(1, robot.next().getAcknowledged().getSequence());
    assertEquals(Status.Code.UNAVAILABLE, robot.end().getCode());
    assertEquals("SHUTTING_DOWN", robot.reason());
    closing.join();
  }

  @Test
  void shouldFreeAllWhenTheRobotLeaves() throws Exception {
    open();
    stream.onNext(Frames.frame(1));
    Scene.SubmitFrame submit = expect(scene, Scene.SubmitFrame.class);
    TestProbe<FrameAnswer> watcher = gateway.kit.createTestProbe(FrameAnswer.class);
    robot.cancel();
    GatewayFixture.await(gateway.telemetry.captureClosed, 1);
    watcher.expectTerminated(submit.replyTo(), GatewayFixture.PATIENCE);
  }

  private void open() throws InterruptedException {
    stream.onNext(Frames.open("desk", "rover"));
    expect(scene, Scene.OpenCapture.class)
        .replyTo()
        .tell(StatusReply.success(new CaptureSession(1, 0, CREDIT)));
    assertTrue(robot.next().hasOpened());
  }

  private void assertBrokenProtocol() {
    assertEquals(Status.Code.INVALID_ARGUMENT, robot.end().getCode());
    assertEquals("PROTOCOL_BROKEN", robot.reason());
  }

  private static FrameAnswer refused(long sequence, RefusalReason reason) {
    return new FrameAnswer.Refused(
        sequence, new Refusal(reason, "by.the.scene", "for a reason"), sequence, CREDIT);
  }
}
