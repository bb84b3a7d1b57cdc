package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.replay.FrameSource;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.ReplaySummary;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.CaptureRequest;
import io.splatlas.proto.v1.CaptureResponse;
import io.splatlas.proto.v1.Frame;
import io.splatlas.proto.v1.OpenCapture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A robot that keeps to no pace and no credit beside one that does, on one scene. What the good one
 * waits for is counted in frames of the other that were taken first, not in time.
 *
 * <p>The count is taken in this process, so a thread of it that the machine does not run for a
 * while makes one frame look as if it had waited for many. That happens to single frames; a queue
 * in which the other's frames stand first happens to all. So most frames must have waited for few,
 * not every one.
 */
class FairnessIT {
  private static final int FRAMES = 20;

  /**
   * Frames of another robot that may be taken between the sending of a frame and its answer: as
   * many as may be under way for it (8), in the batch that is being written, in the next one, and
   * among the answers that are on their way.
   */
  private static final int MOST_OF_THE_OTHER = 24;

  /** Frames of the good one that must not have waited for more than that. */
  private static final int SERVED_FAIRLY = FRAMES * 3 / 4;

  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path data = Path.of("");

  private final AtomicLong takenOfTheOther = new AtomicLong();

  /** Frames of the other that were taken while one of the good robot was under way, for each. */
  private final Queue<Long> takenMeanwhile = new ConcurrentLinkedQueue<>();

  /** Sends whenever the transport lets it, for as long as it is let. */
  private final class Noisy implements ClientResponseObserver<CaptureRequest, CaptureResponse> {
    private final List<Frame> round;
    private final Semaphore answered = new Semaphore(0);
    private final AtomicInteger beyondCredit = new AtomicInteger();
    private final CompletableFuture<ClientCallStreamObserver<CaptureRequest>> call =
        new CompletableFuture<>();
    private boolean opened;
    private long next = 1;
    private int underWay;
    private int credit;

    Noisy(List<Frame> round) {
      this.round = round;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<CaptureRequest> requests) {
      call.complete(requests);
      requests.setOnReadyHandler(this::send);
    }

    /** On the call's own thread, as are answers. */
    private void send() {
      while (opened && call.join().isReady()) {
        Frame frame = round.get((int) (next % round.size()));
        call.join()
            .onNext(
                CaptureRequest.newBuilder()
                    .setFrame(
                        frame.toBuilder()
                            .setSequence(next)
                            .setCaptureTime(com.google.protobuf.util.Timestamps.fromMillis(next)))
                    .build());
        next++;
        underWay++;
        beyondCredit.accumulateAndGet(underWay - credit, Math::max);
      }
    }

    @Override
    public void onNext(CaptureResponse answer) {
      switch (answer.getMessageCase()) {
        case OPENED -> {
          opened = true;
          credit = answer.getOpened().getCredit();
        }
        case ACKNOWLEDGED -> {
          underWay--;
          takenOfTheOther.incrementAndGet();
        }
        case REFUSED -> {
          underWay--;
          if (answer.getRefused().getSequence() == answer.getRefused().getDurableSequence() + 1) {
            next = answer.getRefused().getSequence();
          }
        }
        case MESSAGE_NOT_SET -> throw new AssertionError("an empty message");
      }
      answered.release();
      send();
    }

    @Override
    public void onError(Throwable thrownOut) {
      opened = false;
    }

    @Override
    public void onCompleted() {
      opened = false;
    }
  }

  /** Notes how many frames of the other were taken between a frame and its answer. */
  private ReplayListener counting() {
    return new ReplayListener() {
      private final long[] before = new long[FRAMES + 1];

      @Override
      public void sending(long sequence) {
        before[(int) sequence] = takenOfTheOther.get();
      }

      @Override
      public void acknowledged(long sequence) {
        takenMeanwhile.add(takenOfTheOther.get() - before[(int) sequence]);
      }
    };
  }

  private static List<Frame> prepared(FrameSource source) throws IOException {
    List<Frame> frames = new ArrayList<>();
    for (long sequence = 1; sequence <= source.last(); sequence++) {
      frames.add(source.frame(sequence));
    }
    return frames;
  }

  @Test
  void shouldTakeTheFramesOfAGoodRobotWhileAnotherFloods() throws Exception {
    List<CaptureFrame> all = LiveServer.frames(2 * FRAMES);
    Noisy noisy = new Noisy(prepared(LiveServer.source(all.subList(FRAMES, 2 * FRAMES))));
    try (LiveServer live = LiveServer.start(data);
        SplatlasClient other = LiveServer.connect(live.server)) {
      String scene = live.createScene();
      other.capture().capture(noisy);
      noisy
          .call
          .join()
          .onNext(
              CaptureRequest.newBuilder()
                  .setOpen(OpenCapture.newBuilder().setSceneId(scene).setRobotId("noisy"))
                  .build());
      assertTrue(noisy.answered.tryAcquire(40, PATIENCE_SECONDS, TimeUnit.SECONDS), "it floods");
      long takenBefore = takenOfTheOther.get();
      ReplaySummary good =
          new SimulatedRobot(LiveServer.source(all.subList(0, FRAMES)), 5, counting())
              .run(live.client, scene, "good");
      assertEquals(FRAMES, good.acknowledged());
      assertEquals(0, good.refused());
      assertTrue(noisy.beyondCredit.get() > 0, "the other kept to its credit");
      assertTrue(takenOfTheOther.get() > takenBefore, "the other went on meanwhile");
      assertEquals(FRAMES, takenMeanwhile.size());
      long fair = takenMeanwhile.stream().filter(taken -> taken <= MOST_OF_THE_OTHER).count();
      assertTrue(
          fair >= SERVED_FAIRLY,
          () ->
              "frames of the flooding robot taken while one of the good one was: "
                  + takenMeanwhile);
    }
  }
}
