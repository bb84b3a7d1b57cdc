package io.splatlas.ops.load;

import com.google.protobuf.util.Timestamps;
import io.splatlas.ops.replay.FrameFeed;
import io.splatlas.ops.replay.FrameSource;
import io.splatlas.proto.v1.Frame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The frames of a capture over and over, as if the robot went its round again, until told to stop.
 * Prepared once and kept in memory, so that the robots cost the machine as little as possible.
 * Thread-safe; one per robot.
 */
final class LoopedFrames implements FrameFeed {
  private final List<Frame> round;
  private final int offset;
  private final double framesPerSecond;
  private final AtomicBoolean stopped;

  /**
   * @param round frames of one round, not empty
   * @param offset where in the round this robot begins
   * @param framesPerSecond by which capture times grow
   * @param stopped ends the feed
   */
  LoopedFrames(List<Frame> round, int offset, double framesPerSecond, AtomicBoolean stopped) {
    this.round = round;
    this.offset = offset;
    this.framesPerSecond = framesPerSecond;
    this.stopped = stopped;
  }

  /** All frames of a source, prepared. */
  static List<Frame> prepare(FrameSource source) throws IOException {
    List<Frame> frames = new ArrayList<>();
    for (long sequence = 1; sequence <= source.last(); sequence++) {
      frames.add(source.frame(sequence));
    }
    return frames;
  }

  @Override
  public long last() {
    return stopped.get() ? 0 : Long.MAX_VALUE;
  }

  @Override
  public Frame frame(long sequence) {
    int at = (int) ((sequence - 1 + offset) % round.size());
    return round.get(at).toBuilder()
        .setSequence(sequence)
        .setCaptureTime(Timestamps.fromMicros(Math.round(sequence * 1e6 / framesPerSecond)))
        .build();
  }
}
