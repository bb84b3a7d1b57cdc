package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.ReplaySummary;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.CaptureRequest;
import io.splatlas.proto.v1.CaptureResponse;
import io.splatlas.proto.v1.FrameRefusalReason;
import io.splatlas.proto.v1.FrameRefused;
import io.splatlas.proto.v1.InstanceServiceGrpc;
import io.splatlas.proto.v1.OpenCapture;
import io.splatlas.proto.v1.WatchInstancesRequest;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one client does wrong is nobody else's trouble. */
class SlowSubscriberIT {
  private static final int FRAMES = 12;

  @TempDir Path data = Path.of("");

  @Test
  void shouldServeTheRobotWhileASubscriberReadsNothing() throws Exception {
    List<CaptureFrame> frames = LiveServer.frames(FRAMES);
    try (LiveServer live = LiveServer.start(data)) {
      String scene = live.createScene();
      ManagedChannel stuck =
          NettyChannelBuilder.forAddress("127.0.0.1", live.server.port()).usePlaintext().build();
      try {
        ClientCall<WatchInstancesRequest, WatchInstancesResponse> call =
            stuck.newCall(
                InstanceServiceGrpc.getWatchInstancesMethod(), io.grpc.CallOptions.DEFAULT);
        call.start(new ClientCall.Listener<>() {}, new Metadata());
        call.sendMessage(WatchInstancesRequest.newBuilder().setSceneId(scene).build());
        call.halfClose();

        ReplaySummary summary =
            new SimulatedRobot(LiveServer.source(frames), 0, new ReplayListener() {})
                .run(live.client, scene, "robot");
        assertEquals(FRAMES, summary.acknowledged());
      } finally {
        stuck.shutdownNow();
      }
    }
  }

  @Test
  void shouldNeverHaveMoreFramesUnderWayThanTheCreditOfARobotThatSendsFasterThanTraining()
      throws Exception {
    List<CaptureFrame> frames = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      frames.addAll(LiveServer.frames(FRAMES));
    }
    AtomicLong sent = new AtomicLong();
    AtomicLong acknowledged = new AtomicLong();
    AtomicLong mostUnderWay = new AtomicLong();
    ReplayListener counting =
        new ReplayListener() {
          @Override
          public void sending(long sequence) {
            sent.incrementAndGet();
            mostUnderWay.accumulateAndGet(sent.get() - acknowledged.get(), Math::max);
          }

          @Override
          public void acknowledged(long sequence) {
            acknowledged.incrementAndGet();
          }
        };
    try (LiveServer live = LiveServer.start(data)) {
      String scene = live.createScene();
      // Times go back where the capture begins again: those frames are refused one by one, the
      // others are taken.
      ReplaySummary summary =
          new SimulatedRobot(LiveServer.source(frames.subList(0, FRAMES)), 0, counting)
              .run(live.client, scene, "fast");
      assertEquals(FRAMES, summary.acknowledged());
      assertTrue(
          mostUnderWay.get() <= 9, "at most the credit was under way, saw " + mostUnderWay.get());
    }
  }

  @Test
  void shouldRefuseBadFramesOneByOneAndGoOn() throws Exception {
    List<CaptureFrame> frames = LiveServer.frames(3);
    try (LiveServer live = LiveServer.start(data)) {
      String scene = live.createScene();
      BlockingQueue<CaptureResponse> answers = new ArrayBlockingQueue<>(16);
      var robot = live.client.capture().capture(new Collecting(answers));
      robot.onNext(
          CaptureRequest.newBuilder()
              .setOpen(OpenCapture.newBuilder().setSceneId(scene).setRobotId("bad"))
              .build());
      assertTrue(next(answers).hasOpened());
      var source = LiveServer.source(frames);

      robot.onNext(
          frame(
              source.frame(1).toBuilder()
                  .setImage(com.google.protobuf.ByteString.copyFromUtf8("no image"))));
      assertRefused(next(answers), FrameRefusalReason.FRAME_REFUSAL_REASON_UNDECODABLE, "image");

      var bent = source.frame(2).toBuilder();
      bent.getPoseBuilder().setCameraToWorld(0, 7);
      robot.onNext(frame(bent));
      assertRefused(
          next(answers),
          FrameRefusalReason.FRAME_REFUSAL_REASON_POSE_NOT_RIGID,
          "pose.camera_to_world");

      robot.onNext(frame(source.frame(3).toBuilder().setSequence(9)));
      assertRefused(
          next(answers), FrameRefusalReason.FRAME_REFUSAL_REASON_OUT_OF_ORDER, "sequence");

      robot.onNext(frame(source.frame(3).toBuilder()));
      assertEquals(3, next(answers).getAcknowledged().getDurableSequence());
      robot.onCompleted();
    }
  }

  private static void assertRefused(
      CaptureResponse answer, FrameRefusalReason reason, String field) {
    FrameRefused refused = answer.getRefused();
    assertEquals(reason, refused.getReason(), answer::toString);
    assertEquals(field, refused.getField(), answer::toString);
    assertTrue(!refused.getDetail().isBlank(), "a refusal explains itself");
  }

  private static CaptureRequest frame(io.splatlas.proto.v1.Frame.Builder frame) {
    return CaptureRequest.newBuilder().setFrame(frame).build();
  }

  private static CaptureResponse next(BlockingQueue<CaptureResponse> answers)
      throws InterruptedException {
    CaptureResponse answer = answers.poll(60, TimeUnit.SECONDS);
    if (answer == null) {
      throw new AssertionError("no answer within a minute");
    }
    return answer;
  }

  /** Puts answers into a queue. */
  private record Collecting(BlockingQueue<CaptureResponse> answers)
      implements io.grpc.stub.StreamObserver<CaptureResponse> {
    @Override
    public void onNext(CaptureResponse value) {
      answers.add(value);
    }

    @Override
    public void onError(Throwable error) {
      answers.add(CaptureResponse.getDefaultInstance());
    }

    @Override
    public void onCompleted() {
      // The test closes its side last and waits for nothing more.
    }
  }
}
