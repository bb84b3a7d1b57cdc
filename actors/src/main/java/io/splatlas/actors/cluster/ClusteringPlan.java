package io.splatlas.actors.cluster;

import io.splatlas.actors.train.TakenFrame;
import io.splatlas.gpu.Camera;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which clustering is next, and when: what is known of training, what was asked for, and when the
 * last one ended. Times are nanoseconds of one clock.
 */
final class ClusteringPlan {
  /** No round was asked for. */
  static final int NO_ROUND = -1;

  /**
   * What a clustering is based on.
   *
   * @param trained how far
   * @param newest frame that was taken up
   * @param cameras of all frames
   * @param last whether none follows
   * @param round it was asked for by, or {@link #NO_ROUND}
   */
  record Basis(
      ClusteringRule.Trained trained,
      TakenFrame newest,
      List<Camera> cameras,
      boolean last,
      int round) {

    /** Whether somebody waits for this one, so that it is worth doing well. */
    boolean isAwaited() {
      return last || round != NO_ROUND;
    }
  }

  private final ClusteringRule rule;
  private final List<TakenFrame> frames;
  private final long created;
  private long iterations;
  private boolean settled = true;
  private boolean finishing;
  private boolean finished;

  /** The last one failed, and is to be tried once more. */
  private boolean failing;

  private int wanted = NO_ROUND;

  /** What needs no other clustering; empty when there was none. */
  private Optional<ClusteringRule.Trained> lastTrained = Optional.empty();

  private Duration lastTook = Duration.ZERO;
  private long lastEnd;

  /**
   * @param earlier frames taken up before
   * @param now time of creation
   */
  ClusteringPlan(ClusteringRule rule, List<TakenFrame> earlier, long now) {
    this.rule = rule;
    this.frames = new ArrayList<>(earlier);
    this.created = now;
  }

  void took(TakenFrame frame) {
    frames.add(frame);
  }

  void trained(long total) {
    iterations = total;
  }

  /** Semantics are complete, or are being lifted anew: wait. */
  void settle(boolean complete) {
    settled = complete;
  }

  /** One is wanted whatever is new. */
  void want(int round) {
    wanted = round;
  }

  /** The next one is the last. */
  void finish() {
    finishing = true;
  }

  /** Frames taken up, in their order. */
  List<TakenFrame> frames() {
    return frames;
  }

  /** How long until the next one may begin; empty when nothing calls for one. */
  Optional<Duration> untilNext(long now) {
    if (frames.isEmpty() || !settled || finished) {
      return Optional.empty();
    }
    if (finishing || wanted != NO_ROUND) {
      return Optional.of(Duration.ZERO);
    }
    return lastTrained.isEmpty()
        ? rule.untilFirst(trained(), Duration.ofNanos(now - created))
        : rule.untilNext(lastTrained.get(), trained(), lastTook, Duration.ofNanos(now - lastEnd));
  }

  /** What the next one is based on, as of now. */
  Basis basis() {
    List<Camera> cameras = frames.stream().map(TakenFrame::camera).toList();
    return new Basis(trained(), frames.getLast(), cameras, finishing, wanted);
  }

  private ClusteringRule.Trained trained() {
    return new ClusteringRule.Trained(frames.size(), iterations);
  }

  /** One is done. */
  void done(Basis basis, Duration took, long now) {
    ended(Optional.of(basis.trained()), took, now);
    failing = false;
    finished = basis.last();
    if (wanted == basis.round()) {
      wanted = NO_ROUND;
    }
  }

  /** One failed. It is tried once more whatever is new, since what it was for may be the newest. */
  void failed(Basis basis, long now) {
    ended(failing ? Optional.of(basis.trained()) : lastTrained, Duration.ZERO, now);
    failing = !failing;
  }

  private void ended(Optional<ClusteringRule.Trained> trained, Duration took, long now) {
    lastTrained = trained;
    lastTook = took;
    lastEnd = now;
  }
}
