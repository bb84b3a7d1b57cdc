package io.splatlas.ops.replay;

import io.grpc.Status;
import io.splatlas.ops.client.Reconnect;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.proto.v1.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Streams frames as a robot does: opens the stream, resumes behind what is durable, never has more
 * frames under way than its credit, sends at its pace, sends again what was refused only for now,
 * and comes back when it was cut off.
 */
public final class SimulatedRobot {
  /** How long a robot waits before it sends a frame again that storage or credit refused. */
  private static final long RETRY_MILLIS = 200;

  private static final int MAX_RETRIES = 50;

  /** Who sends exactly at the server's limit is over it whenever the clocks say so. */
  private static final double BELOW_LIMIT = 0.95;

  private final FrameFeed source;
  private final ReplayListener listener;
  private final double framesPerSecond;
  private final Reconnect reconnect;

  private long sent;
  private long acknowledged;
  private long refused;

  /** A robot that ends when it is cut off; see the other constructor. */
  public SimulatedRobot(FrameFeed source, double framesPerSecond, ReplayListener listener) {
    this(source, framesPerSecond, listener, Reconnect.never());
  }

  /**
   * A robot for one run.
   *
   * @param framesPerSecond pace; 0 = as fast as credit and server allow
   * @param reconnect when to come back after being cut off
   */
  public SimulatedRobot(
      FrameFeed source, double framesPerSecond, ReplayListener listener, Reconnect reconnect) {
    if (!(framesPerSecond >= 0) || Double.isInfinite(framesPerSecond)) {
      throw new IllegalArgumentException(
          "frames per second must be 0 or more, got " + framesPerSecond);
    }
    this.source = source;
    this.framesPerSecond = framesPerSecond;
    this.listener = listener;
    this.reconnect = reconnect;
  }

  /**
   * Streams all frames and waits for the last answer.
   *
   * @throws IOException when a frame cannot be read, the server ends the call for good or falls
   *     silent
   */
  public ReplaySummary run(SplatlasClient client, String sceneId, String robotId)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (true) {
      try {
        stream(client, sceneId, robotId);
        return new ReplaySummary(sent, acknowledged, refused, (System.nanoTime() - start) / 1e9);
      } catch (CaptureCall.CutOff cut) {
        Throwable status = Objects.requireNonNull(cut.getCause());
        Optional<Duration> pause = reconnect.after(status);
        if (pause.isEmpty()) {
          throw cut;
        }
        listener.reconnecting(Status.fromThrowable(status).toString(), pause.get());
        TimeUnit.NANOSECONDS.sleep(pause.get().toNanos());
      }
    }
  }

  private void stream(SplatlasClient client, String sceneId, String robotId)
      throws IOException, InterruptedException {
    CaptureCall call = CaptureCall.open(client, sceneId, robotId, listener);
    @Nullable Exception broken = null;
    try {
      reconnect.succeeded();
      listener.resumed(call.durable());
      sendAll(call);
      call.complete();
    } catch (IOException | InterruptedException | RuntimeException failure) {
      broken = failure;
      throw failure;
    } finally {
      acknowledged += call.acknowledged();
      refused += call.refused();
      if (broken != null) {
        call.cancel(broken);
      }
    }
  }

  private void sendAll(CaptureCall call) throws IOException, InterruptedException {
    long next = call.durable() + 1;
    long farthest = next;
    long due = System.nanoTime();
    double pace = paceOf(call);
    int retries = 0;
    while (true) {
      long last = source.last();
      CaptureCall.Turn turn = call.awaitTurn(next, last);
      next = turn.sequence();
      if (turn.again()) {
        if (++retries > MAX_RETRIES) {
          throw new IOException(
              "frame %d was refused %d times: is the server's disk full?"
                  .formatted(next, MAX_RETRIES));
        }
        TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
      } else if (next > last) {
        return;
      }
      due = pace(due, pace);
      Frame frame = source.frame(next);
      // Told first: its answer may be here before the call that sends it returns.
      listener.sending(next);
      call.send(frame);
      if (next == farthest) {
        farthest++;
        sent++;
      }
      next++;
    }
  }

  /** Frames a second: its own pace or what the server takes, whichever is less; 0 = neither. */
  private double paceOf(CaptureCall call) {
    double most = BELOW_LIMIT * call.framesPerSecond();
    return framesPerSecond == 0 || (most > 0 && framesPerSecond > most) ? most : framesPerSecond;
  }

  private static long pace(long due, double framesPerSecond) throws InterruptedException {
    if (framesPerSecond == 0) {
      return due;
    }
    long wait = due - System.nanoTime();
    if (wait > 0) {
      TimeUnit.NANOSECONDS.sleep(wait);
    }
    return Math.max(due, System.nanoTime() - (long) 1e9) + (long) (1e9 / framesPerSecond);
  }
}
