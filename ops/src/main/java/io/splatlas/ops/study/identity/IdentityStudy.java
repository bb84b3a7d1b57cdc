package io.splatlas.ops.study.identity;

import io.splatlas.actors.cluster.ClusteringInput;
import io.splatlas.actors.cluster.ClusteringResult;
import io.splatlas.actors.cluster.InstanceFinder;
import io.splatlas.actors.instance.InstanceRegistry;
import io.splatlas.actors.instance.RegistryPolicy;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.InstanceChange.Kind;
import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.seed.Seeds;
import io.splatlas.actors.train.OfflineTraining;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.eval.IdentityTimeline;
import io.splatlas.ops.eval.SegmentationEvaluation;
import io.splatlas.ops.offline.ExposureNoise;
import io.splatlas.ops.offline.HyperParameters;
import io.splatlas.ops.offline.OfflineRun;
import io.splatlas.ops.picture.IntImage;
import io.splatlas.ops.replay.PointShares;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets a capture in frame by frame, finds its instances every so many iterations and keeps their
 * ids as a server does, but by the count of iterations instead of the clock.
 *
 * <p>After every clustering it looks at the ids in the same views, evenly spaced over the capture,
 * each from when its frame was taken up (METHOD section 9, identity over time).
 */
public final class IdentityStudy implements OfflineTraining.Listener {
  /** Views looked at after every clustering, at most. */
  private static final int MOST_VIEWS = 16;

  /** Every clustering is a look. */
  private static final Duration LOOKS_APART = Duration.ofSeconds(3);

  private final Capture capture;
  private final List<CaptureFrame> frames;
  private final InstanceFinder finder;
  private final InstanceRegistry registry = InstanceRegistry.create(RegistryPolicy.DEFAULTS);
  private final int every;
  private final OfflineTraining.Listener progress;
  private final IdentityTimeline timeline = new IdentityTimeline();
  private final Map<Kind, Integer> told = new EnumMap<>(Kind.class);
  private @Nullable OfflineRun running;
  private int takenUp;
  private long lastLook;
  private int looks;
  private int clusterings;

  /**
   * @param capture with ground truth
   * @param finder finds instances; semantics are not learnt
   * @param every iterations between two clusterings, at least 1
   * @param progress told of training as it goes on
   */
  public IdentityStudy(
      Capture capture, InstanceFinder finder, int every, OfflineTraining.Listener progress) {
    if (every < 1) {
      throw new IllegalArgumentException("a clustering every " + every + " iterations");
    }
    this.capture = capture;
    this.frames = capture.frames(Split.TRAIN);
    this.finder = finder;
    this.every = every;
    this.progress = progress;
  }

  /**
   * Streams the capture once.
   *
   * @param iterationsPerFrame a frame comes every so many iterations
   * @param device used by nobody else meanwhile
   * @throws IOException when the capture cannot be read or shows no object in held-out views
   */
  public IdentityOutcome run(
      FramePreparer preparer, SceneOptions options, int iterationsPerFrame, GpuDevice device)
      throws IOException {
    try (OfflineRun run =
        new OfflineRun(
            capture,
            preparer,
            PointShares.none(),
            ExposureNoise.NONE,
            options,
            HyperParameters.DEFAULTS,
            iterationsPerFrame,
            device,
            this)) {
      running = run;
      run.train();
      look(run, true);
      return outcome(run);
    } catch (UncheckedIOException unreadable) {
      throw new IOException(unreadable.getMessage(), unreadable);
    }
  }

  @Override
  public void tookUp(long number, Seeds seeds, int gaussians) {
    takenUp++;
    progress.tookUp(number, seeds, gaussians);
  }

  @Override
  public void trained(long iterations, int gaussians, double psnr) {
    progress.trained(iterations, gaussians, psnr);
    if (iterations - lastLook >= every) {
      lastLook = iterations;
      try {
        look(Objects.requireNonNull(running), false);
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
  }

  private void look(OfflineRun run, boolean last) throws IOException {
    GaussianSnapshot snapshot = run.snapshot();
    List<CaptureFrame> seen = frames.subList(0, takenUp);
    ClusteringResult clusters =
        finder.find(new ClusteringInput(snapshot, seen.stream().map(run::camera).toList()));
    InstanceRegistry.Update update = registry.update(clusters, snapshot, basis(last));
    run.assign(snapshot, update.instances());
    for (InstanceChange change : update.changes()) {
      told.merge(change.kind(), 1, Integer::sum);
    }
    clusterings++;
    List<IdentityTimeline.View> views = views(run);
    if (!views.isEmpty()) {
      timeline.addStep(views);
    }
  }

  private InstanceRegistry.Basis basis(boolean last) {
    Instant newest =
        Instant.ofEpochMilli(Math.round(1000 * frames.get(takenUp - 1).timestampSeconds()));
    return new InstanceRegistry.Basis(
        newest,
        newest,
        takenUp,
        last ? InstanceRegistry.Weight.DECISIVE : InstanceRegistry.Weight.LOOK,
        LOOKS_APART.multipliedBy(++looks),
        Map.of());
  }

  private List<IdentityTimeline.View> views(OfflineRun run) throws IOException {
    List<IdentityTimeline.View> views = new ArrayList<>();
    int apart = Math.ceilDiv(frames.size(), MOST_VIEWS);
    for (int i = 0; i < takenUp; i += apart) {
      Optional<IntImage> truth = run.truth(frames.get(i));
      if (truth.isPresent()) {
        views.add(new IdentityTimeline.View(run.ids(frames.get(i)), truth.get()));
      }
    }
    return views;
  }

  private IdentityOutcome outcome(OfflineRun run) throws IOException {
    SegmentationEvaluation evaluation = new SegmentationEvaluation();
    for (CaptureFrame frame : capture.frames()) {
      Optional<IntImage> truth = run.truth(frame);
      if (truth.isPresent() && frame.split() == Split.TEST) {
        evaluation.addTest(run.ids(frame), truth.get());
      } else if (truth.isPresent()) {
        evaluation.addTraining(run.ids(frame), truth.get());
      }
    }
    return new IdentityOutcome(
        clusterings,
        told(Kind.CREATED),
        told(Kind.SPLIT),
        told(Kind.MERGED),
        told(Kind.REMOVED),
        registry.snapshot().instances().size(),
        timeline.switches(),
        timeline.purity(),
        evaluation
            .score()
            .orElseThrow(
                () -> new IOException(capture.name() + ": no object is seen in held-out views")));
  }

  private int told(Kind kind) {
    return told.getOrDefault(kind, 0);
  }
}
