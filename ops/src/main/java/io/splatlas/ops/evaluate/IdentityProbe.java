package io.splatlas.ops.evaluate;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.eval.IdentityTimeline;
import io.splatlas.ops.picture.IntImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks at the ids of some frames again and again while the capture is streamed: the timeline
 * behind id switches and purity.
 *
 * <p>The frames are evenly spaced over the capture and always the same ones, each from when it was
 * sent: a thing that has several ids, such as a row of cabinets, would seem to change its id each
 * time it is looked at from elsewhere.
 */
final class IdentityProbe implements AutoCloseable {
  private static final int MOST_VIEWS = 8;
  private static final long STEP_MILLIS = 2_000;

  /** Many others ask for renders, or the machine is too busy for one. */
  private static final Set<Status.Code> BUSY =
      Set.of(
          Status.Code.RESOURCE_EXHAUSTED, Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED);

  private final List<CaptureFrame> frames;
  private final FrameRenderer renderer;
  private final Photographs photographs;
  private final IdentityTimeline timeline = new IdentityTimeline();
  private final AtomicInteger durable = new AtomicInteger();
  private final Thread thread;
  private volatile boolean stopped;
  private volatile Optional<Exception> failure = Optional.empty();

  IdentityProbe(List<CaptureFrame> frames, FrameRenderer renderer, Photographs photographs) {
    this.frames = frames;
    this.renderer = renderer;
    this.photographs = photographs;
    this.thread = Thread.ofPlatform().daemon().name("identity-probe").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Frames that are durable by now. */
  void durable(int count) {
    durable.set(count);
  }

  private void run() {
    try {
      while (!stopped) {
        Thread.sleep(STEP_MILLIS);
        step(false);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException broken) {
      failure = Optional.of(broken);
    }
  }

  /**
   * @param mustSee whether a look that is refused is a failure
   */
  private void step(boolean mustSee) throws IOException {
    List<IdentityTimeline.View> views = new ArrayList<>();
    int apart = Math.ceilDiv(frames.size(), MOST_VIEWS);
    for (int i = 0; i < Math.min(durable.get(), frames.size()); i += apart) {
      CaptureFrame frame = frames.get(i);
      Optional<IntImage> truth = photographs.mask(frame);
      if (truth.isPresent()) {
        Optional<IntImage> ids = ids(frame, mustSee);
        ids.ifPresent(predicted -> views.add(new IdentityTimeline.View(predicted, truth.get())));
      }
    }
    if (!views.isEmpty()) {
      timeline.addStep(views);
    }
  }

  /** Empty while the scene has no Gaussians, or when a look that can be spared is refused. */
  private Optional<IntImage> ids(CaptureFrame frame, boolean mustSee) throws IOException {
    try {
      return Optional.of(renderer.ids(frame));
    } catch (StatusRuntimeException refused) {
      Status.Code code = refused.getStatus().getCode();
      if (code == Status.Code.FAILED_PRECONDITION || (!mustSee && BUSY.contains(code))) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  /** Stops looking, takes one last look at the finished scene and answers the timeline. */
  IdentityTimeline finish() throws IOException, InterruptedException {
    join();
    if (failure.isPresent()) {
      throw new IOException(
          "the ids could not be watched over time: " + failure.get().getMessage(), failure.get());
    }
    step(true);
    return timeline;
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
  }

  private void join() throws InterruptedException {
    stopped = true;
    thread.join();
  }
}
