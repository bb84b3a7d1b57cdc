package io.splatlas.actors.distill;

import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuSlice;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.PendingLift;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lifts feature maps, one a step; anew when what was lifted before is to be forgotten first.
 *
 * <p>A map is coarser than its image, so it is lifted at a size at which a cell still has {@value
 * #PIXELS_A_CELL} pixels a side: the cost of lifting goes with the pixels, what a Gaussian is told
 * does not. Not below half of the image's size, where small Gaussians would be blurred over others.
 */
final class Lifting implements GpuJob<Lifting.Report> {

  /** So many maps were lifted in this time on the device. */
  record Report(int lifted, Duration busy) {}

  /** Maps that may be on their way, so that the device need not wait for the host. */
  private static final int IN_FLIGHT = 2;

  private static final double PIXELS_A_CELL = 2;
  private static final double LEAST_SCALE = 0.5;

  private final SceneModel model;
  private final FeatureProjection projection;
  private final List<Keyframes.Described> keyframes;
  private final boolean anew;
  private final AtomicInteger next = new AtomicInteger();
  private final Queue<PendingLift> pending = new ArrayDeque<>();
  private volatile boolean amidst;
  private int seenAt;
  private boolean begun;
  private long busyNanos;

  /**
   * @param projection of the maps; another one than before only when lifting anew
   */
  Lifting(
      SceneModel model,
      FeatureProjection projection,
      List<Keyframes.Described> keyframes,
      boolean anew) {
    this.model = model;
    this.projection = projection;
    this.keyframes = List.copyOf(keyframes);
    this.anew = anew;
  }

  @Override
  public boolean runSlice(GpuSlice slice) {
    long started = System.nanoTime();
    amidst = true;
    if (anew && !begun) {
      slice.device().clearLifting(model.set());
    }
    begun = true;
    model.projected(projection);
    do {
      if (next.get() < keyframes.size()) {
        Keyframes.Described keyframe = keyframes.get(next.get());
        FeatureMap map = projection.project(keyframe.map());
        pending.add(slice.device().beginLift(model.set(), liftedAt(keyframe.camera(), map), map));
        next.incrementAndGet();
        await(IN_FLIGHT);
      }
    } while (next.get() < keyframes.size() && slice.timeLeft());
    // What is on its way at the end of a slice goes on while others have their turn.
    await(next.get() < keyframes.size() ? IN_FLIGHT : 0);
    busyNanos += System.nanoTime() - started;
    amidst = false;
    return next.get() == keyframes.size();
  }

  /** Waits for all maps but the newest few; throws what stopped them. */
  private void await(int left) {
    while (pending.size() > left) {
      pending.remove().await();
    }
  }

  /**
   * Whether a job that did not end in time may be submitted again to go on where it stopped: it has
   * lifted something since this was asked last, and nothing broke amidst a slice.
   */
  boolean mayGoOn() {
    int now = next.get();
    boolean further = now > seenAt;
    seenAt = now;
    return further && !amidst;
  }

  /** The camera with the fewest pixels that tell the cells of a map apart. */
  static Camera liftedAt(Camera camera, FeatureMap map) {
    double wanted = PIXELS_A_CELL * map.width() / camera.width();
    return wanted >= 1 ? camera : camera.scaled(Math.max(LEAST_SCALE, wanted));
  }

  @Override
  public Report result() {
    return new Report(next.get(), Duration.ofNanos(busyNanos));
  }
}
