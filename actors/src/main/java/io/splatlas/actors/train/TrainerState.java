package io.splatlas.actors.train;

import io.splatlas.actors.ego.EgoMasks;
import io.splatlas.actors.image.TrainingImage;
import io.splatlas.actors.seed.SeedOptions;
import io.splatlas.actors.seed.SeedRequest;
import io.splatlas.actors.seed.Seeds;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.RenderedView;
import io.splatlas.gpu.ViewData;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a trainer knows besides the Gaussians: the plan, the views it draws from, the extent of the
 * scene, the images stereo looks back to. Goes on from a {@link TrainingProgress}, except for those
 * images, which fill up again with the next frames.
 */
final class TrainerState {
  private static final double PSNR_MEMORY = 100;

  final TrainingSchedule schedule;
  final TrainingPlan plan;
  final ResidentViews resident;
  final SceneExtent extent = new SceneExtent();
  final PoseRefinement poses;
  final DepthNoise depthNoise = new DepthNoise();
  final ExposureCompensation exposures;
  final EgoMasks robots;
  private final TrainingSettings.Pace pace;
  private final ViewSampler sampler;
  private final Deque<TrainingImage> stereoImages = new ArrayDeque<>();
  private final List<TakenFrame> frames = new ArrayList<>();
  private final List<Double> seedDistances = new ArrayList<>();
  private long newestTaken;
  private double psnr;

  /**
   * @param scene for the log
   */
  TrainerState(String scene, TrainingSchedule schedule) {
    this.robots = new EgoMasks(scene);
    this.schedule = schedule;
    this.pace = schedule.settings().pace();
    this.plan = new TrainingPlan(schedule);
    this.exposures = new ExposureCompensation(pace.exposureSpread());
    this.poses = new PoseRefinement(schedule.options().refinePoses());
    this.resident = new ResidentViews(pace.viewBytes(), poses.on());
    this.sampler = new ViewSampler(pace, schedule.options().seed());
  }

  /** Goes on from there; nothing may have been learnt before. */
  void resume(TrainingProgress from) {
    plan.resume(from.iterations(), from.finishingStart(), from.frames().size(), from.lastFrame());
    psnr = from.psnr();
    for (int i = 0; i < from.frames().size(); i++) {
      TakenFrame frame = from.frames().get(i);
      frames.add(frame);
      seedDistances.add(from.seedDistances()[i]);
      extent.add(frame.camera(), from.seedDistances()[i]);
      if (poses.on()) {
        poses.known(frame.number(), frame.camera());
      }
      sampler.addKnown(frame.number());
    }
  }

  TrainingProgress progress(boolean complete) {
    return new TrainingProgress(
        plan.iterations(),
        plan.finishingStart(),
        psnr,
        plan.lastFrame(),
        frames.stream().map(this::posed).toList(),
        seedDistances.stream().mapToDouble(Double::doubleValue).toArray(),
        complete);
  }

  /** A frame with the best pose known of it: refined poses survive a restart that way. */
  private TakenFrame posed(TakenFrame frame) {
    Camera refined = poses.camera(frame.number());
    return refined == null
        ? frame
        : new TakenFrame(frame.number(), frame.arrival(), frame.captureTime(), refined);
  }

  /**
   * A frame as it is learnt from: at the best pose known of it, its depth compared with that of
   * others. May be called while a burst runs.
   */
  ViewData view(LoadedFrame frame) {
    float[] depth = frame.image().depth();
    if (depth != null) {
      depthNoise.look(frame.number(), frame.image().camera(), depth);
    }
    return poses.posed(frame.number(), frame.image().toViewData());
  }

  /** A new frame, beside training: where was it taken, and what of it is the robot? */
  LoadedFrame arrived(LoadedFrame frame) {
    LoadedFrame placed = poses.placed(frame);
    robots.look(placed.number(), placed.image());
    return placed;
  }

  /**
   * A new frame as it is learnt from: without the robot, its exposure taken out, as far as the
   * scene tells them.
   *
   * @param present what the scene shows there, null when it is empty
   */
  LoadedFrame takingUp(LoadedFrame arrived, @Nullable RenderedView present) {
    LoadedFrame frame = arrived.withImage(robots.takeUp(arrived.number(), arrived.image()));
    LoadedFrame as = exposures.compensated(frame);
    if (present == null || !exposures.active()) {
      return as;
    }
    exposures.measured(frame.number(), present);
    return exposures.compensated(frame);
  }

  /** A frame that was taken up before, as it is learnt from by what is known now. */
  LoadedFrame again(LoadedFrame frame) {
    return exposures.compensated(frame.withImage(robots.again(frame.number(), frame.image())));
  }

  /** Whether a frame would be learnt from otherwise if it were loaded now. */
  boolean stale(long number) {
    return exposures.stale(number) || robots.stale(number);
  }

  void tookUp(LoadedFrame frame, Seeds seeds) {
    double distance = SceneExtent.medianDistance(frame.image().camera(), seeds.batch());
    sampler.add(frame.number());
    extent.add(frame.image().camera(), distance);
    frames.add(TakenFrame.of(frame));
    seedDistances.add(distance);
    plan.tookUp();
    newestTaken = Math.max(newestTaken, frame.number());
    stereoImages.addLast(frame.image());
    while (stereoImages.size() > pace.stereoImages()) {
      stereoImages.removeFirst();
    }
  }

  /**
   * What to seed of a new frame, where the scene is empty or wrong.
   *
   * @param frame as {@link #takingUp} has it
   * @param options bound and seed are replaced by the frame's
   */
  SeedRequest seeding(
      LoadedFrame frame, FrameJobs.Present present, GaussianLayout layout, SeedOptions options) {
    return new SeedRequest(
        frame.image(),
        present.view(),
        List.copyOf(stereoImages),
        frame.points(),
        frame.pointColours(),
        layout,
        options.with(
            schedule.seeds(present.gaussians(), plan.frames()),
            schedule.frameSeed(frame.number())));
  }

  /** The views of the next burst. */
  long[] draw() {
    long[] draws = new long[plan.burst()];
    for (int i = 0; i < draws.length; i++) {
      draws[i] = sampler.next();
    }
    return draws;
  }

  /**
   * Photographs that are not there any more are not drawn again; what they taught stays.
   *
   * @return whether there are others to draw from
   */
  boolean forget(long[] gone) {
    for (long number : gone) {
      sampler.forget(number);
      exposures.forget(number);
      robots.forget(number);
    }
    return sampler.size() > 0;
  }

  /** Number of the newest frame taken up in this life; 0 = none. */
  long newestTaken() {
    return newestTaken;
  }

  void trained(TrainingBurst.Report report) {
    plan.trained(report.total());
    double weight = psnr == 0 ? 1 : Math.min(1, report.iterations() / PSNR_MEMORY);
    psnr += weight * (report.psnr() - psnr);
  }

  /** Running mean over about the last hundred iterations, dB. */
  double psnr() {
    return psnr;
  }
}
