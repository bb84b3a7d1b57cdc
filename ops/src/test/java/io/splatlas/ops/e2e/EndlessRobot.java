package io.splatlas.ops.e2e;

import com.google.protobuf.Timestamp;
import io.grpc.StatusRuntimeException;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.replay.FrameFeed;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.Frame;
import io.splatlas.proto.v1.FrameRefused;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A robot that goes round and round until it is told to stop, over as many lives of the server as
 * there are, and says when a frame that was acknowledged is missing.
 */
final class EndlessRobot {
  private static final long LEAST_FRAMES = 12;

  private static final Logger LOG = LoggerFactory.getLogger(EndlessRobot.class);

  private final String id;
  private final List<Frame> round;
  private final double framesPerSecond;
  private final Runnable step;
  private final Consumer<String> contradiction;
  private volatile long acknowledged;
  private volatile long sent;
  private volatile boolean stopped;

  /**
   * @param round frames it sends again and again
   * @param step told of every acknowledgement
   * @param contradiction told of what must not be
   */
  EndlessRobot(
      String id,
      List<Frame> round,
      double framesPerSecond,
      Runnable step,
      Consumer<String> contradiction) {
    this.id = id;
    this.round = round;
    this.framesPerSecond = framesPerSecond;
    this.step = step;
    this.contradiction = contradiction;
  }

  long acknowledged() {
    return acknowledged;
  }

  /** The last frame it ever sent; with {@link #stop} also the last there will be. */
  long sent() {
    return sent;
  }

  /**
   * No new frames from now on, but for the first few: a scene that was always killed before its
   * first frame would show nothing. Those that were sent and are not durable still come again.
   */
  void stop() {
    stopped = true;
  }

  /** Streams until it is cut off or through. */
  Thread begin(SplatlasClient client, String scene) {
    return Thread.ofVirtual().start(() -> stream(client, scene));
  }

  private void stream(SplatlasClient client, String scene) {
    try {
      new SimulatedRobot(feed(), framesPerSecond, listener()).run(client, scene, id);
    } catch (IOException ended) {
      if (ended.getCause() instanceof StatusRuntimeException) {
        LOG.info("{} was cut off behind {}", id, acknowledged);
      } else {
        contradiction.accept("%s gave up behind %d: %s".formatted(id, acknowledged, ended));
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private FrameFeed feed() {
    return new FrameFeed() {
      @Override
      public long last() {
        return stopped ? Math.max(sent, LEAST_FRAMES) : Long.MAX_VALUE;
      }

      @Override
      public Frame frame(long sequence) {
        sent = Math.max(sent, sequence);
        // Time does not go back, not even at the end of a round.
        return round.get((int) ((sequence - 1) % round.size())).toBuilder()
            .setSequence(sequence)
            .setCaptureTime(Timestamp.newBuilder().setSeconds(sequence))
            .build();
      }
    };
  }

  private ReplayListener listener() {
    return new ReplayListener() {
      @Override
      public void resumed(long durableSequence) {
        if (durableSequence < acknowledged) {
          contradiction.accept(
              "%s: %d was acknowledged, only %d is durable"
                  .formatted(id, acknowledged, durableSequence));
        }
      }

      @Override
      public void acknowledged(long sequence) {
        acknowledged = Math.max(acknowledged, sequence);
        step.run();
      }

      @Override
      public void refused(FrameRefused refusal) {
        contradiction.accept("%s: a good frame was refused: %s".formatted(id, refusal));
      }
    };
  }
}
