package io.splatlas.gpu.host;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.DeviceInfo;
import io.splatlas.gpu.DeviceMemory;
import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.FieldGroups;
import io.splatlas.gpu.FieldOptions;
import io.splatlas.gpu.FieldPairs;
import io.splatlas.gpu.FieldReport;
import io.splatlas.gpu.FieldTarget;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.GrowthOptions;
import io.splatlas.gpu.GrowthReport;
import io.splatlas.gpu.Neighbours;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import io.splatlas.gpu.StepReport;
import io.splatlas.gpu.TrainingOptions;
import io.splatlas.gpu.TrainingView;
import io.splatlas.gpu.ViewData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A device whose memory is the host's: everything that is bookkeeping is done here, once; a device
 * adds {@link #rasterise}, {@link #step} and {@link #accumulate}, which differ between scalar and
 * vector. Arguments are checked and per-Gaussian memory is taken before any of the three is called.
 */
public abstract class HostDevice implements GpuDevice {
  private final DeviceInfo info;
  private final MemoryAccount account;
  private boolean closed;

  /**
   * @param memoryCap bytes, at least 1
   */
  protected HostDevice(DeviceInfo info, long memoryCap) {
    this.info = info;
    this.account = new MemoryAccount(memoryCap);
  }

  /**
   * Renders the layers asked for of an open set of this device; memory for the layers themselves
   * has been taken.
   */
  protected abstract RenderedView rasterise(
      HostGaussianSet set, Camera camera, RenderOptions options);

  /**
   * Takes the scratch space that steps on these views need, all or nothing, and keeps it until the
   * device is closed or {@link #afterTraining} is called.
   */
  protected abstract void beforeTraining(
      HostGaussianSet set, List<HostTrainingView> views, TrainingOptions options);

  /** One optimisation step: forward, loss, backward, Adam, statistics for growth. */
  protected abstract StepReport step(
      HostGaussianSet set, HostTrainingView view, TrainingOptions options);

  /** Called after the last step of a burst, also when one failed. */
  protected abstract void afterTraining();

  /**
   * Adds {@code sum_p w_ip T_p} and {@code sum_p w_ip} of one view to {@link
   * HostGaussianSet#lifting()}, all or nothing; the quotient is not its business.
   */
  protected abstract void accumulate(HostGaussianSet set, Camera camera, FeatureMap features);

  /**
   * One refinement step of {@link HostGaussianSet#field()}: forward, losses, backward, Adam. The
   * sums of lifting are not its business.
   *
   * @param members group of every Gaussian, -1 = none
   */
  protected abstract FieldReport refineStep(
      HostGaussianSet set,
      FieldTarget target,
      FieldGroups groups,
      int[] members,
      FieldPairs pairs,
      FieldOptions options);

  /** The account scratch space is taken from. */
  protected final MemoryAccount account() {
    return account;
  }

  @Override
  public final DeviceInfo info() {
    return info;
  }

  @Override
  public final DeviceMemory memory() {
    return account.state();
  }

  @Override
  public final GaussianSet allocate(GaussianLayout layout, int capacity) {
    requireOpen();
    return new HostGaussianSet(account, layout, capacity);
  }

  @Override
  public final int append(GaussianSet set, GaussianBatch batch) {
    HostGaussianSet own = own(set);
    Arguments.requireFitting(batch, own.layout());
    int at = own.count();
    int added = Math.min(batch.count(), own.capacity() - at);
    own.requireRows(at + added);
    for (int p = 0; p < batch.planes().length; p++) {
      System.arraycopy(batch.planes()[p], 0, own.planes()[p], at, added);
    }
    own.extend(added);
    return added;
  }

  @Override
  public final void restore(GaussianSet set, GaussianSnapshot snapshot) {
    HostGaussianSet own = own(set);
    Restoring.require(own, snapshot);
    own.requireRows(snapshot.count());
    if (Restoring.hasLifted(snapshot)) {
      own.requireLifting();
    }
    append(own, snapshot.gaussians());
    Restoring.fill(own, snapshot);
  }

  @Override
  public final GaussianSnapshot snapshot(GaussianSet set) {
    HostGaussianSet own = own(set);
    int n = own.count();
    float[][] planes = new float[own.layout().planes()][];
    for (int p = 0; p < planes.length; p++) {
      planes[p] = Arrays.copyOf(own.planes()[p], n);
    }
    LiftingState lifting = own.liftingOrNull();
    return new GaussianSnapshot(
        new GaussianBatch(own.layout(), n, planes),
        Arrays.copyOf(own.identities(), n),
        Arrays.copyOf(own.instances(), n),
        lifting == null ? new float[n] : Arrays.copyOf(lifting.weights(), n));
  }

  @Override
  public final TrainingView upload(ViewData view) {
    requireOpen();
    return new HostTrainingView(account, view);
  }

  @Override
  public final RenderedView render(GaussianSet set, Camera camera, RenderOptions options) {
    HostGaussianSet own = own(set);
    String what = "a render of %dx%d".formatted(camera.width(), camera.height());
    long bytes = Arguments.layerBytes(what, own.layout(), camera, options);
    account.take(what, bytes);
    try {
      return rasterise(own, camera, options);
    } finally {
      account.give(bytes);
    }
  }

  @Override
  public final List<StepReport> train(
      GaussianSet set, List<TrainingView> views, TrainingOptions options) {
    HostGaussianSet own = own(set);
    List<HostTrainingView> ownViews = new ArrayList<>(views.size());
    for (TrainingView view : views) {
      ownViews.add(own(view));
    }
    if (ownViews.isEmpty()) {
      return List.of();
    }
    beforeTraining(own, ownViews, options);
    try {
      own.requireTraining();
      List<StepReport> reports = new ArrayList<>(views.size());
      for (HostTrainingView view : ownViews) {
        reports.add(step(own, view, options));
      }
      return List.copyOf(reports);
    } finally {
      afterTraining();
    }
  }

  @Override
  public final GrowthReport grow(GaussianSet set, GrowthOptions options) {
    return GrowthStep.run(own(set), options, account);
  }

  @Override
  public final void lift(GaussianSet set, Camera camera, FeatureMap features) {
    HostGaussianSet own = own(set);
    Arguments.requireFitting(features, own.layout());
    own.requireLifting();
    accumulate(own, camera, features);
    divide(own);
  }

  @Override
  public final List<FieldReport> refine(
      GaussianSet set,
      List<FieldTarget> targets,
      FieldGroups groups,
      FieldPairs pairs,
      FieldOptions options) {
    HostGaussianSet own = own(set);
    Arguments.requireFitting(targets, groups, pairs, options, own.layout(), own.count());
    own.requireLifting();
    own.requireField();
    int[] members = FieldMembers.of(own.instances(), own.lifting().weights(), own.count(), groups);
    List<FieldReport> reports = new ArrayList<>(targets.size());
    try {
      for (FieldTarget target : targets) {
        reports.add(refineStep(own, target, groups, members, pairs, options));
      }
    } finally {
      absorb(own);
    }
    return List.copyOf(reports);
  }

  /** The refined vectors become the means that later lifting adds to. */
  private static void absorb(HostGaussianSet set) {
    float[] weights = set.lifting().weights();
    float[][] sums = set.lifting().featureSums();
    for (int c = 0; c < sums.length; c++) {
      float[] feature = set.planes()[set.layout().featureOffset() + c];
      for (int i = 0; i < set.count(); i++) {
        sums[c][i] = feature[i] * weights[i];
      }
    }
  }

  @Override
  public final void clearLifting(GaussianSet set) {
    HostGaussianSet own = own(set);
    own.forgetField();
    for (int p = own.layout().featureOffset(); p < own.layout().planes(); p++) {
      Arrays.fill(own.planes()[p], 0);
    }
    LiftingState lifting = own.liftingOrNull();
    if (lifting != null) {
      lifting.clear();
    }
  }

  /** Finds neighbours for arguments that are in range. */
  protected abstract Neighbours nearest(
      float[] points, int dimensions, int first, int count, int k);

  @Override
  public final Neighbours neighbours(float[] points, int dimensions, int first, int count, int k) {
    requireOpen();
    Neighbours.require(points, dimensions, first, count, k);
    String what = "neighbours of %d points".formatted(count);
    long bytes = 4L * points.length + 8L * count * k;
    account.take(what, bytes);
    try {
      return nearest(points, dimensions, first, count, k);
    } finally {
      account.give(bytes);
    }
  }

  @Override
  public final float[][] gather(GaussianSet set, int[] rows, int firstPlane, int planes) {
    HostGaussianSet own = own(set);
    Arguments.requireRows(own, rows, firstPlane, planes);
    float[][] out = new float[planes][rows.length];
    for (int p = 0; p < planes; p++) {
      float[] plane = own.planes()[firstPlane + p];
      for (int i = 0; i < rows.length; i++) {
        out[p][i] = plane[rows[i]];
      }
    }
    return out;
  }

  @Override
  public final void assignInstances(GaussianSet set, long[] identities, int[] newInstances) {
    HostGaussianSet own = own(set);
    TrainingState training = own.trainingOrNull();
    InstanceAssignment.apply(
        own.identities(),
        own.instances(),
        own.count(),
        own.newestIdentity(),
        training == null ? null : training.lineage(),
        identities,
        newInstances);
  }

  /** Refuses all further work; handles keep theirs until they are closed themselves. */
  @Override
  public void close() {
    closed = true;
  }

  /** Sets the semantic vectors to the quotients of the running sums where there is weight. */
  protected void divide(HostGaussianSet set) {
    float[] weights = set.lifting().weights();
    float[][] sums = set.lifting().featureSums();
    for (int c = 0; c < sums.length; c++) {
      float[] feature = set.planes()[set.layout().featureOffset() + c];
      float[] sum = sums[c];
      for (int i = 0; i < set.count(); i++) {
        if (weights[i] > 0) {
          feature[i] = sum[i] / weights[i];
        }
      }
    }
  }

  private HostGaussianSet own(GaussianSet set) {
    requireOpen();
    if (!(set instanceof HostGaussianSet own && own.belongsTo(account))) {
      throw new IllegalArgumentException("this Gaussian set belongs to another device");
    }
    own.requireOpen();
    return own;
  }

  private HostTrainingView own(TrainingView view) {
    if (!(view instanceof HostTrainingView own && own.belongsTo(account))) {
      throw new IllegalArgumentException("this training view belongs to another device");
    }
    own.requireOpen();
    return own;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this device is closed");
    }
  }
}
