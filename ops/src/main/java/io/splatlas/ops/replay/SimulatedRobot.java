package io.splatlas.ops.replay;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.proto.v1.CaptureRequest;
import io.splatlas.proto.v1.CaptureResponse;
import io.splatlas.proto.v1.FrameRefused;
import io.splatlas.proto.v1.OpenCapture;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Streams frames as a robot does: opens the stream, resumes behind what is durable, never has more
 * frames under way than its credit, sends at its pace, sends again what was refused only for now.
 */
public final class SimulatedRobot {
  /** How long a robot waits for any answer before it gives up. */
  private static final long PATIENCE_SECONDS = 120;

  /** How long a robot waits before it sends a frame again that storage or credit refused. */
  private static final long RETRY_MILLIS = 200;

  private static final int MAX_RETRIES = 50;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final FrameSource source;
  private final ReplayListener listener;
  private final double framesPerSecond;

  private boolean opened;
  private boolean completed;
  private int credit;
  private long durable;
  private long answered;
  private long acknowledged;
  private long refused;
  private long resendFrom;
  private @Nullable Throwable failure;

  /**
   * @param framesPerSecond pace; 0 = as fast as the credit allows
   */
  public SimulatedRobot(FrameSource source, double framesPerSecond, ReplayListener listener) {
    if (!(framesPerSecond >= 0) || Double.isInfinite(framesPerSecond)) {
      throw new IllegalArgumentException(
          "frames per second must be 0 or more, got " + framesPerSecond);
    }
    this.source = source;
    this.framesPerSecond = framesPerSecond;
    this.listener = listener;
  }

  /**
   * Streams all frames and waits for the last answer.
   *
   * @throws IOException when a frame cannot be read, the server ends the call or falls silent
   */
  public ReplaySummary run(SplatlasClient client, String sceneId, String robotId)
      throws IOException, InterruptedException {
    ClientCallStreamObserver<CaptureRequest> call = open(client, sceneId, robotId);
    long start = System.nanoTime();
    try {
      await(() -> opened);
      listener.resumed(durable);
      long sent = sendAll(call);
      call.onCompleted();
      await(() -> completed);
      return new ReplaySummary(sent, acknowledged, refused, (System.nanoTime() - start) / 1e9);
    } catch (IOException | InterruptedException | RuntimeException broken) {
      call.cancel("the robot stopped", broken);
      throw broken;
    }
  }

  private ClientCallStreamObserver<CaptureRequest> open(
      SplatlasClient client, String sceneId, String robotId) {
    Answers answers = new Answers();
    client.capture().capture(answers);
    ClientCallStreamObserver<CaptureRequest> call = answers.call();
    call.onNext(
        CaptureRequest.newBuilder()
            .setOpen(OpenCapture.newBuilder().setSceneId(sceneId).setRobotId(robotId))
            .build());
    return call;
  }

  private long sendAll(ClientCallStreamObserver<CaptureRequest> call)
      throws IOException, InterruptedException {
    long first = durable + 1;
    long next = first;
    long due = System.nanoTime();
    int retries = 0;
    long last = source.frames().size();
    while (true) {
      next = awaitTurn(next, last);
      if (next < 0) {
        if (++retries > MAX_RETRIES) {
          throw new IOException(
              "frame "
                  + -next
                  + " was refused "
                  + MAX_RETRIES
                  + " times: is the server's disk full?");
        }
        TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        next = -next;
      } else if (next > last) {
        return last - first + 1;
      }
      due = pace(due);
      call.onNext(CaptureRequest.newBuilder().setFrame(source.frame(next)).build());
      listener.sent(next);
      next++;
    }
  }

  /**
   * The next frame to send, its negative if it was refused for now, or one past the last when all
   * are answered.
   */
  private long awaitTurn(long next, long last) throws IOException, InterruptedException {
    lock.lock();
    try {
      await(
          () -> resendFrom > 0 || (next <= last ? next - 1 - answered < credit : answered >= last));
      if (resendFrom > 0) {
        long again = resendFrom;
        resendFrom = 0;
        answered = again - 1;
        return -again;
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  private long pace(long due) throws InterruptedException {
    if (framesPerSecond == 0) {
      return due;
    }
    long wait = due - System.nanoTime();
    if (wait > 0) {
      TimeUnit.NANOSECONDS.sleep(wait);
    }
    return Math.max(due, System.nanoTime() - (long) 1e9) + (long) (1e9 / framesPerSecond);
  }

  private interface Waited {
    boolean holds();
  }

  private void await(Waited waited) throws IOException, InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!waited.holds()) {
        if (failure != null) {
          throw new IOException(
              "the server ended the capture: " + Status.fromThrowable(failure), failure);
        }
        if (completed) {
          throw new IOException("the server ended the capture early");
        }
        if (left <= 0) {
          throw new IOException("the server gave no answer within " + PATIENCE_SECONDS + " s");
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes in the server's answers. */
  private final class Answers implements ClientResponseObserver<CaptureRequest, CaptureResponse> {
    private @Nullable ClientCallStreamObserver<CaptureRequest> call;

    @Override
    public void beforeStart(ClientCallStreamObserver<CaptureRequest> requestStream) {
      call = requestStream;
    }

    ClientCallStreamObserver<CaptureRequest> call() {
      if (call == null) {
        throw new IllegalStateException("the call has not started");
      }
      return call;
    }

    @Override
    public void onNext(CaptureResponse response) {
      change(() -> take(response));
    }

    private void take(CaptureResponse response) {
      switch (response.getMessageCase()) {
        case OPENED -> {
          opened = true;
          durable = response.getOpened().getDurableSequence();
          answered = durable;
          credit = response.getOpened().getCredit();
        }
        case ACKNOWLEDGED -> {
          answered = Math.max(answered, response.getAcknowledged().getSequence());
          credit = response.getAcknowledged().getCredit();
          acknowledged++;
          listener.acknowledged(response.getAcknowledged().getSequence());
        }
        case REFUSED -> refuse(response.getRefused());
        case MESSAGE_NOT_SET -> failure = new IOException("the server sent an empty message");
      }
    }

    private void refuse(FrameRefused refusal) {
      credit = refusal.getCredit();
      switch (refusal.getReason()) {
        case FRAME_REFUSAL_REASON_OUT_OF_ORDER,
            FRAME_REFUSAL_REASON_OVER_CREDIT,
            FRAME_REFUSAL_REASON_STORAGE ->
            resendFrom =
                resendFrom == 0
                    ? refusal.getSequence()
                    : Math.min(resendFrom, refusal.getSequence());
        default -> {
          answered = Math.max(answered, refusal.getSequence());
          refused++;
          listener.refused(refusal);
        }
      }
    }

    @Override
    public void onError(Throwable error) {
      change(() -> failure = error);
    }

    @Override
    public void onCompleted() {
      change(() -> completed = true);
    }

    private void change(Runnable change) {
      lock.lock();
      try {
        change.run();
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
