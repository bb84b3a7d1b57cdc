package io.splatlas.actors.train;

import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuSlice;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.DeviceMemoryException;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.PendingSteps;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.StepReport;
import io.splatlas.gpu.TrainingView;
import io.splatlas.gpu.ViewData;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A burst of optimisation steps with the growth steps that fall into it, a step at a time: what a
 * viewer waits for is one of them, so whatever else goes with an optimisation step is a step too.
 */
final class TrainingBurst implements GpuJob<TrainingBurst.Report> {

  /**
   * What a burst did.
   *
   * @param iterations steps of this burst
   * @param total steps of the scene
   * @param gaussians now
   * @param loss mean
   * @param psnr mean, dB
   * @param newestPsnr mean over the draws of the newest frames, dB; not a number without any
   * @param busy time on the device
   * @param refusal why growth did not find the memory it needs, empty when it did
   */
  record Report(
      int iterations,
      long total,
      int gaussians,
      double loss,
      double psnr,
      double newestPsnr,
      Duration busy,
      String refusal) {

    /** Tells a scene's telemetry. */
    void tell(Telemetry telemetry, String scene) {
      telemetry.trained(scene, iterations, busy, loss, psnr, gaussians);
      if (!Double.isNaN(newestPsnr)) {
        telemetry.newestFramesTrained(scene, newestPsnr);
      }
    }
  }

  /** Steps whose reports may be outstanding, so that the device need not wait for the host. */
  private static final int IN_FLIGHT = 2;

  /** As many of the newest frames are looked at apart. */
  private static final int NEWEST = 8;

  private final Queue<PendingSteps> pending = new ArrayDeque<>();
  private final SceneModel model;
  private final ResidentViews resident;
  private final PoseRefinement poses;
  private final DepthNoise depthNoise;
  private final ExposureCompensation exposures;
  private final LongPredicate stale;
  private final long[] draws;
  private final Map<Long, ViewData> missing;
  private final TrainingSchedule schedule;
  private final TrainingSchedule.@Nullable Finishing finishing;
  private final double extent;
  private final int frames;
  private final long newestTaken;
  private int drawn = -1;
  private boolean growthDue;
  private int next;
  private double lossSum;
  private double psnrSum;
  private double newestPsnrSum;
  private int newestDraws;
  private int collected;
  private long busyNanos;
  private String refusal = "";

  /**
   * @param state of the trainer, which changes nothing of it meanwhile
   * @param draws frame numbers, one a step
   * @param missing host copies of all drawn frames that are not resident
   */
  TrainingBurst(SceneModel model, TrainerState state, long[] draws, Map<Long, ViewData> missing) {
    this.model = model;
    this.resident = state.resident;
    this.poses = state.poses;
    this.depthNoise = state.depthNoise;
    this.exposures = state.exposures;
    this.stale = state::stale;
    this.draws = draws;
    this.missing = missing;
    this.schedule = state.schedule;
    this.finishing = state.plan.finishing();
    this.extent = state.extent.metres();
    this.frames = state.plan.frames();
    this.newestTaken = state.newestTaken();
  }

  @Override
  public boolean runSlice(GpuSlice slice) {
    long started = System.nanoTime();
    do {
      if (growthDue) {
        growthDue = false;
        grow(slice);
      } else if (!measureExposure(slice)) {
        step(slice);
      }
    } while (!isDone() && slice.timeLeft());
    boolean done = isDone();
    if (done) {
      dropStale(slice);
    }
    // What is on its way at the end of a slice goes on while others have their turn.
    collect(done ? 0 : IN_FLIGHT);
    busyNanos += System.nanoTime() - started;
    return done;
  }

  private boolean isDone() {
    return next == draws.length && !growthDue;
  }

  /** Renders the view that is drawn next for its exposure; false when that is not due. */
  private boolean measureExposure(GpuSlice slice) {
    long number = draws[next];
    if (drawn == next || !exposures.due(number)) {
      drawn = next;
      return false;
    }
    drawn = next;
    collect(0);
    RenderOptions layers = RenderOptions.of(Layer.COLOUR, Layer.ALPHA);
    Camera camera = view(slice, number).camera();
    exposures.measured(number, model.render(slice.device(), camera, layers));
    return true;
  }

  /** Photographs of which more is known now are loaded again when they are drawn next. */
  private void dropStale(GpuSlice slice) {
    for (long number : draws) {
      if (stale.test(number)) {
        collect(0);
        resident.drop(slice, number);
      }
    }
  }

  private void step(GpuSlice slice) {
    long iteration = model.iterations();
    long number = draws[next];
    TrainingView view = view(slice, number);
    double trust = view.hasDepth() ? depthNoise.trust(number) : 0;
    pending.add(
        slice
            .device()
            .begin(model.set(), List.of(view), schedule.step(iteration, finishing, extent, trust)));
    collect(IN_FLIGHT);
    model.iterated();
    next++;
    growthDue = schedule.growsAfter(model.iterations(), finishing);
  }

  /** Takes the reports of all steps but the newest few. */
  private void collect(int left) {
    while (pending.size() > left) {
      for (StepReport report : pending.remove().await()) {
        lossSum += report.loss();
        psnrSum += report.psnr();
        if (newestTaken > 0 && draws[collected] > newestTaken - NEWEST) {
          newestPsnrSum += report.psnr();
          newestDraws++;
        }
      }
      collected++;
    }
  }

  /** Device memory that is used up ends growth, not training. Nobody waits for who was born. */
  private void grow(GpuSlice slice) {
    int count = model.set().count();
    try {
      slice
          .device()
          .beginGrowth(
              model.set(), schedule.growth(model.iterations(), finishing, extent, count, frames));
    } catch (DeviceMemoryException full) {
      refusal = String.valueOf(full.getMessage());
    }
  }

  private TrainingView view(GpuSlice slice, long number) {
    moveIfPosed(slice, number);
    TrainingView there = resident.get(number);
    if (there != null) {
      return there;
    }
    ViewData data = missing.get(number);
    if (data == null) {
      throw new IllegalStateException("view " + number + " is neither resident nor loaded");
    }
    return resident.put(slice, number, data, this::canBeSpared);
  }

  /** A view whose pose is known better than when it was uploaded goes to its new place. */
  private void moveIfPosed(GpuSlice slice, long number) {
    ViewData photograph = resident.photograph(number);
    if (photograph != null && poses.moved(number, photograph)) {
      collect(0);
      resident.replace(slice, number, poses.posed(number, photograph));
    }
  }

  /** Not drawn again in this burst, or at hand to be uploaded again. */
  private boolean canBeSpared(long number) {
    if (missing.containsKey(number)) {
      return true;
    }
    for (int i = next; i < draws.length; i++) {
      if (draws[i] == number) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Report result() {
    return new Report(
        next,
        model.iterations(),
        model.set().count(),
        lossSum / next,
        psnrSum / next,
        newestDraws == 0 ? Double.NaN : newestPsnrSum / newestDraws,
        Duration.ofNanos(busyNanos),
        refusal);
  }
}
