package io.splatlas.actors.train;

import io.splatlas.actors.seed.SeedOptions;
import io.splatlas.actors.seed.Seeder;
import io.splatlas.actors.seed.Seeds;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import io.splatlas.gpu.ViewData;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Trains a scene from frames that are all there, in the calling thread and without a server: the
 * plan, the seeding and the bursts of {@link Trainer}, in its order.
 *
 * <p>The frames may also be let in one by one while training goes on, as if a robot streamed them;
 * time is counted in iterations then, so that a run can be repeated. Deterministic for a seed.
 */
public final class OfflineTraining implements AutoCloseable {

  /**
   * What to train with.
   *
   * @param layout of the Gaussians
   * @param schedule what is trained when
   * @param seedOptions how to seed; bound and seed are replaced per frame
   * @param loader of frames 1 to {@code frames}
   * @param frames how many there are, at least 1
   * @param seeder used by this run only
   * @param device used by this run only
   */
  public record Setup(
      GaussianLayout layout,
      TrainingSchedule schedule,
      SeedOptions seedOptions,
      FrameLoader loader,
      int frames,
      Seeder seeder,
      GpuDevice device) {}

  /** Told of progress, by the training thread. */
  public interface Listener {
    /** A frame has been taken up. */
    void tookUp(long number, Seeds seeds, int gaussians);

    /** A burst is done; psnr is that of training views lately. */
    void trained(long iterations, int gaussians, double psnr);
  }

  /** All frames are there at the start. */
  public static final int AT_ONCE = 0;

  private final Setup setup;
  private final Listener listener;
  private final int iterationsPerFrame;
  private final LocalSlices slices;
  private final TrainerState state;
  private final TrainingPlan plan;
  private final SceneModel model;

  /**
   * @param iterationsPerFrame a frame comes every so many iterations, or {@link #AT_ONCE}
   */
  public OfflineTraining(Setup setup, int iterationsPerFrame, Listener listener) {
    this.setup = setup;
    this.listener = listener;
    this.iterationsPerFrame = iterationsPerFrame;
    slices = new LocalSlices(setup.device());
    state = new TrainerState("offline", setup.schedule());
    plan = state.plan;
    model = slices.run(FrameJobs.allocate(setup.layout(), setup.schedule().options())).model();
  }

  /**
   * Trains until the goal.
   *
   * @return iterations done
   * @throws IOException when a frame cannot be loaded
   */
  public long run() throws IOException {
    int arrived = 0;
    while (true) {
      arrived = arrive(arrived);
      switch (plan.next()) {
        case TAKE_UP, WAIT -> takeUp(plan.load().orElseThrow());
        case SETTLE_POSES -> {
          state.poses.settle();
          plan.settledPoses();
        }
        case TRAIN -> train();
        case REACH_GOAL -> {
          return plan.iterations();
        }
      }
    }
  }

  /** Renders the scene as it is. */
  public RenderedView render(Camera camera, RenderOptions options) {
    return model.render(setup.device(), camera, options);
  }

  /** The pose that refinement found for a frame; empty while it found none. */
  public Optional<Camera> refinedPose(long number) {
    return Optional.ofNullable(state.poses.camera(number));
  }

  /** The scene as it is. */
  public SceneModel model() {
    return model;
  }

  /** Lets frames in whose time has come. */
  private int arrive(int arrived) {
    int now = arrived;
    while (now < setup.frames() && plan.iterations() >= (long) now * iterationsPerFrame) {
      plan.frameReady(++now);
    }
    if (now == setup.frames()) {
      plan.endOfCapture();
    }
    return now;
  }

  private void takeUp(long number) throws IOException {
    LoadedFrame loaded = state.arrived(load(number));
    plan.loaded(true);
    FrameJobs.Present present = slices.run(FrameJobs.look(model, loaded.image().camera()));
    LoadedFrame frame = state.takingUp(loaded, present.view());
    Seeds seeds =
        setup.seeder().seed(state.seeding(frame, present, setup.layout(), setup.seedOptions()));
    ViewData view = state.view(frame);
    FrameJobs.Admitted admitted =
        slices.run(FrameJobs.admit(model, state.resident, number, view, seeds.batch()));
    state.tookUp(frame, seeds);
    listener.tookUp(number, seeds, admitted.gaussians());
  }

  private LoadedFrame load(long number) throws IOException {
    LoadedFrame frame =
        setup
            .loader()
            .load(number)
            .orElseThrow(() -> new IOException("frame " + number + " cannot be decoded"));
    return setup.schedule().options().useDepth() ? frame : frame.withoutDepth();
  }

  private void train() throws IOException {
    long[] draws = state.draw();
    Map<Long, ViewData> missing = new HashMap<>();
    for (long number : Arrays.stream(draws).distinct().toArray()) {
      if (!state.resident.contains(number)) {
        missing.put(number, state.view(state.again(load(number))));
      }
    }
    TrainingBurst.Report report = slices.run(new TrainingBurst(model, state, draws, missing));
    state.trained(report);
    listener.trained(report.total(), report.gaussians(), state.psnr());
  }

  @Override
  public void close() {
    slices.close();
  }
}
