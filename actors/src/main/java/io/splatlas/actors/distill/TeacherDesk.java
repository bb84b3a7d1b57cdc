package io.splatlas.actors.distill;

import io.splatlas.actors.image.TrainingImage;
import io.splatlas.actors.runtime.Aside;
import io.splatlas.actors.train.FrameLoader;
import io.splatlas.actors.train.LoadedFrame;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.FeatureMap;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Where frames wait for the teacher, who describes one after another on a dispatcher of its own. At
 * most a few wait: when there are more, the one goes whose view the others cover best, so that a
 * teacher who is behind sees as much of the scene as it can. The owner hears of each by a message.
 * Belongs to one actor.
 *
 * @param <C> the owner's messages
 */
final class TeacherDesk<C> {

  /**
   * A frame was described.
   *
   * @param took the teacher's time
   */
  record Described(long number, Camera camera, FeatureMap map, Duration took) {}

  private final Teacher teacher;
  private final FrameLoader loader;
  private final Aside<C> aside;
  private final int most;
  private final Function<Described, C> described;
  private final BiFunction<Long, Throwable, C> failed;
  private final Deque<LoadedFrame> waiting = new ArrayDeque<>();
  private final ViewCoverage coverage = new ViewCoverage();
  private boolean busy;
  private Duration lastTook = Duration.ZERO;

  /**
   * An empty one.
   *
   * @param setup whose teacher, loader and bound of waiting frames
   * @param aside the teacher's thread
   * @param described the message for a frame that was described
   * @param failed the message for the number of one that could not be
   */
  TeacherDesk(
      Distiller.Setup setup,
      Aside<C> aside,
      Function<Described, C> described,
      BiFunction<Long, Throwable, C> failed) {
    this.teacher = setup.teacher();
    this.loader = setup.loader();
    this.aside = aside;
    this.most = setup.settings().waiting();
    this.described = described;
    this.failed = failed;
  }

  /**
   * Lets a frame wait.
   *
   * @param extent of the scene, metres
   * @return whether one had to go, this one or another
   */
  boolean offer(LoadedFrame frame, double extent) {
    waiting.add(frame);
    if (waiting.size() <= most) {
      return false;
    }
    waiting.remove(bestCovered(extent));
    return true;
  }

  /** The newest of those in whose view least is new. */
  private LoadedFrame bestCovered(double extent) {
    LoadedFrame best = waiting.getLast();
    double least = Double.POSITIVE_INFINITY;
    for (LoadedFrame frame : waiting) {
      List<Camera> others =
          waiting.stream()
              .filter(other -> other.number() != frame.number())
              .map(other -> other.image().camera())
              .toList();
      double novelty = coverage.novelty(frame.image().camera(), others, extent);
      if (novelty <= least) {
        least = novelty;
        best = frame;
      }
    }
    return best;
  }

  /** Whether nothing is being described, nor waits for it. */
  boolean isIdle() {
    return !busy && waiting.isEmpty();
  }

  /** Frames that wait or are being described. */
  int size() {
    return waiting.size() + (busy ? 1 : 0);
  }

  /** Describes the frame that has waited longest, if the teacher is free. */
  void next() {
    LoadedFrame frame = busy ? null : waiting.poll();
    if (frame != null) {
      busy = true;
      coverage.see(frame.image().camera());
      aside.run(() -> describe(frame), failure -> failed.apply(frame.number(), failure));
    }
  }

  /** Loads a frame and describes it; the desk must be idle. */
  void load(long number) {
    busy = true;
    aside.run(
        () ->
            describe(
                loader
                    .load(number)
                    .orElseThrow(() -> new IOException("the frame can no longer be read"))),
        failure -> failed.apply(number, failure));
  }

  /** The owner has heard of the frame under way: it could not be described. */
  void free() {
    busy = false;
  }

  /** The owner has heard of the frame under way, which took the teacher so long. */
  void free(Duration took) {
    busy = false;
    lastTook = took;
  }

  /** The teacher's time for the newest frame that was described, zero before the first. */
  Duration lastTook() {
    return lastTook;
  }

  private C describe(LoadedFrame frame) {
    long started = System.nanoTime();
    TrainingImage image = frame.image();
    FeatureMap map = teacher.describe(image.width(), image.height(), image.rgb());
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    return described.apply(new Described(frame.number(), image.camera(), map, took));
  }
}
