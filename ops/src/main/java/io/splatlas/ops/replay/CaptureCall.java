package io.splatlas.ops.replay;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.proto.v1.CaptureRequest;
import io.splatlas.proto.v1.CaptureResponse;
import io.splatlas.proto.v1.Frame;
import io.splatlas.proto.v1.FrameRefused;
import io.splatlas.proto.v1.OpenCapture;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One capture stream as a robot sees it: what is answered, how much credit there is, what has to be
 * sent again. The robot's thread waits here for the server's answers.
 */
final class CaptureCall {
  /** How long a robot waits for any answer before it gives up. */
  private static final long PATIENCE_SECONDS = 120;

  /** The call was ended by the server or the network; {@link #getCause} is the status. */
  static final class CutOff extends IOException {
    private static final long serialVersionUID = 1L;

    CutOff(Throwable status) {
      super("the server ended the capture: " + Status.fromThrowable(status), status);
    }
  }

  /** A turn of the robot: which frame is next, and whether it was refused for now. */
  record Turn(long sequence, boolean again) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ReplayListener listener;
  private @Nullable ClientCallStreamObserver<CaptureRequest> call;
  private boolean opened;
  private boolean completed;
  private int credit;
  private int framesPerSecond;
  private long durable;
  private long answered;
  private long acknowledged;
  private long refused;
  private long resendFrom;
  private @Nullable Throwable failure;

  private CaptureCall(ReplayListener listener) {
    this.listener = listener;
  }

  /**
   * Opens a stream and waits until the server took it.
   *
   * @throws CutOff when it did not
   */
  static CaptureCall open(
      SplatlasClient client, String sceneId, String robotId, ReplayListener listener)
      throws IOException, InterruptedException {
    CaptureCall made = new CaptureCall(listener);
    client.capture().capture(made.new Answers());
    made.requests()
        .onNext(
            CaptureRequest.newBuilder()
                .setOpen(OpenCapture.newBuilder().setSceneId(sceneId).setRobotId(robotId))
                .build());
    made.await(() -> made.opened);
    return made;
  }

  private ClientCallStreamObserver<CaptureRequest> requests() {
    ClientCallStreamObserver<CaptureRequest> present = call;
    if (present == null) {
      throw new IllegalStateException("the call has not started");
    }
    return present;
  }

  /** Frames up to here were answered for good when the stream was opened. */
  long durable() {
    return durable;
  }

  /** How many frames a second the server takes at most; 0 = it does not say. */
  int framesPerSecond() {
    return framesPerSecond;
  }

  /** Frames acknowledged on this stream. */
  long acknowledged() {
    return locked(() -> acknowledged);
  }

  /** Frames refused for good on this stream. */
  long refused() {
    return locked(() -> refused);
  }

  void send(Frame frame) {
    requests().onNext(CaptureRequest.newBuilder().setFrame(frame).build());
  }

  /** No more frames come; returns when the server has ended the call too. */
  void complete() throws IOException, InterruptedException {
    requests().onCompleted();
    await(() -> completed);
  }

  void cancel(Throwable cause) {
    requests().cancel("the robot stopped", cause);
  }

  /**
   * Waits until a frame may be sent.
   *
   * @return which; one past {@code last} when all are answered
   */
  Turn awaitTurn(long next, long last) throws IOException, InterruptedException {
    lock.lock();
    try {
      await(
          () -> resendFrom > 0 || (next <= last ? next - 1 - answered < credit : answered >= last));
      if (resendFrom > 0) {
        long again = resendFrom;
        resendFrom = 0;
        answered = again - 1;
        return new Turn(again, true);
      }
      return new Turn(next, false);
    } finally {
      lock.unlock();
    }
  }

  private void await(BooleanSupplier waited) throws IOException, InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!waited.getAsBoolean()) {
        if (failure != null) {
          throw new CutOff(failure);
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

  private long locked(java.util.function.LongSupplier value) {
    lock.lock();
    try {
      return value.getAsLong();
    } finally {
      lock.unlock();
    }
  }

  private void take(CaptureResponse response) {
    switch (response.getMessageCase()) {
      case OPENED -> {
        opened = true;
        durable = response.getOpened().getDurableSequence();
        answered = durable;
        credit = response.getOpened().getCredit();
        framesPerSecond = response.getOpened().getFramesPerSecond();
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
              resendFrom == 0 ? refusal.getSequence() : Math.min(resendFrom, refusal.getSequence());
      default -> {
        answered = Math.max(answered, refusal.getSequence());
        refused++;
        listener.refused(refusal);
      }
    }
  }

  /** Takes in the server's answers. */
  private final class Answers implements ClientResponseObserver<CaptureRequest, CaptureResponse> {
    @Override
    public void beforeStart(ClientCallStreamObserver<CaptureRequest> requestStream) {
      call = requestStream;
    }

    @Override
    public void onNext(CaptureResponse response) {
      change(() -> take(response));
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
