package io.splatlas.gpu.cuda;

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
import io.splatlas.gpu.PendingGrowth;
import io.splatlas.gpu.PendingLift;
import io.splatlas.gpu.PendingSteps;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import io.splatlas.gpu.StepReport;
import io.splatlas.gpu.TrainingOptions;
import io.splatlas.gpu.TrainingView;
import io.splatlas.gpu.ViewData;
import io.splatlas.gpu.host.Arguments;
import io.splatlas.gpu.host.Restoring;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * METHOD section 1 on an NVIDIA GPU. Every sum has a fixed order, so the same calls give the same
 * bits on the same card and driver.
 *
 * <p>Scratch space is kept between calls and grows with the largest image and scene seen. A burst
 * that runs out of memory ends with the steps before it done. After a {@link
 * io.splatlas.gpu.DeviceLostException} every call gives another one until the device is closed.
 */
public final class CudaDevice implements GpuDevice {
  /** Share of the cap that memory given back may wait in for the next that wants as much. */
  private static final double POOLED_SHARE = 0.125;

  /** Points below which copying them costs more than a search on the host. */
  private static final int LEAST_NEIGHBOURS = 4096;

  /** Squared differences of about 50 ms at a tenth of the rate of an H100. */
  private static final long DIFFERENCES_AT_ONCE = 100_000_000_000L;

  private final DeviceInfo info;
  private final CudaContext context;
  private final DeviceHeap heap;
  private final RenderPass render;
  private final SplatLists lists;
  private final TrainingPass training;
  private final StepQueue steps;
  private final LiftPass lift;
  private final RefinePass refine;
  private final GrowthPass growth;
  private final NeighbourPass neighbours;

  private CudaDevice(DeviceInfo info, CudaContext context, DeviceHeap heap, String ptx) {
    this.info = info;
    this.context = context;
    this.heap = heap;
    KernelModule kernels = new KernelModule(context, ptx);
    lists = new SplatLists(heap, kernels);
    Scratch collected = new Scratch(heap, "sums of a pass");
    Frame frame = new Frame(heap, kernels);
    training = new TrainingPass(heap, kernels, lists, frame, collected);
    steps = new StepQueue(context, lists);
    context.onSteps(steps);
    // A render runs beside the steps that it overtakes: it has lists and images of its own.
    render = new RenderPass(heap, kernels, new SplatLists(heap, kernels), new Frame(heap, kernels));
    lift = new LiftPass(kernels, lists, collected);
    refine = new RefinePass(heap, kernels, lists, frame, lift);
    growth = new GrowthPass(heap, kernels);
    neighbours = new NeighbourPass(heap, kernels);
  }

  /**
   * Opens a GPU.
   *
   * @param index which one, from 0, among those that CUDA_VISIBLE_DEVICES shows
   * @param memoryCap bytes, at least 1; no more than the card has is taken
   * @param reason why it was chosen, one line
   * @throws IllegalStateException when there is none that can be used; the message says why in one
   *     line
   */
  public static CudaDevice open(int index, long memoryCap, String reason) {
    return open(index, memoryCap, POOLED_SHARE, reason);
  }

  /** The same with a share of the cap that memory given back may wait in, 0..1. */
  static CudaDevice open(int index, long memoryCap, double pooledShare, String reason) {
    CudaGpu gpu = CudaGpu.find(index);
    String ptx = Ptx.text();
    CudaContext context = new CudaContext(gpu.device());
    try {
      long cap = Math.min(memoryCap, gpu.usableBytes());
      DeviceHeap heap = new DeviceHeap(context, cap, (long) (pooledShare * cap));
      DeviceInfo info = new DeviceInfo("cuda", "cuda:" + index, gpu.name(), 1, 0, reason);
      return new CudaDevice(info, context, heap, ptx);
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
  }

  /**
   * GPUs that the driver shows, at least 1.
   *
   * @throws IllegalStateException when there is none; the message says why in one line
   */
  public static int count() {
    return CudaGpu.count();
  }

  @Override
  public DeviceInfo info() {
    return info;
  }

  @Override
  public DeviceMemory memory() {
    return heap.state();
  }

  @Override
  public GaussianSet allocate(GaussianLayout layout, int capacity) {
    context.enter();
    return new CudaGaussianSet(heap, layout, capacity);
  }

  @Override
  public int append(GaussianSet set, GaussianBatch batch) {
    CudaGaussianSet own = own(set);
    Arguments.requireFitting(batch, own.layout());
    int at = own.count();
    int added = Math.min(batch.count(), own.capacity() - at);
    own.requireRows(at + added);
    for (int p = 0; p < batch.planes().length; p++) {
      own.planes().buffer().write(own.planes().plane(p) + at, batch.planes()[p], added);
    }
    own.population().extend(added);
    own.publishInstances();
    return added;
  }

  @Override
  public void restore(GaussianSet set, GaussianSnapshot snapshot) {
    CudaGaussianSet own = own(set);
    Restoring.require(own, snapshot);
    Arguments.requireFitting(snapshot.gaussians(), own.layout());
    own.requireRows(snapshot.count());
    if (Restoring.hasLifted(snapshot)) {
      own.requireLifting();
    }
    append(own, snapshot.gaussians());
    own.population().adopt(snapshot);
    own.publishInstances();
    CudaGaussianSet.Lifting lifting = own.liftingOrNull();
    if (lifting != null) {
      lifting.weights().buffer().write(0, snapshot.liftingWeights(), snapshot.count());
      lift.restore(own);
    }
  }

  @Override
  public GaussianSnapshot snapshot(GaussianSet set) {
    CudaGaussianSet own = own(set);
    int n = own.count();
    float[][] planes = new float[own.layout().planes()][n];
    for (int p = 0; p < planes.length; p++) {
      own.planes().read(p, planes[p], n);
    }
    float[] weights = new float[n];
    CudaGaussianSet.Lifting lifting = own.liftingOrNull();
    if (lifting != null) {
      lifting.weights().read(0, weights, n);
    }
    return new GaussianSnapshot(
        new GaussianBatch(own.layout(), n, planes),
        Arrays.copyOf(own.population().identities(), n),
        Arrays.copyOf(own.population().instances(), n),
        weights);
  }

  @Override
  public TrainingView upload(ViewData view) {
    context.enter();
    return new CudaTrainingView(heap, view);
  }

  @Override
  public RenderedView render(GaussianSet set, Camera camera, RenderOptions options) {
    CudaGaussianSet own = ownUnsettled(set);
    String what = "a render of %dx%d".formatted(camera.width(), camera.height());
    Arguments.layerBytes(what, own.layout(), camera, options);
    return context.overtaking(() -> render.run(own, camera, options));
  }

  @Override
  public List<StepReport> train(
      GaussianSet set, List<TrainingView> views, TrainingOptions options) {
    return begin(set, views, options).await();
  }

  @Override
  public PendingSteps begin(GaussianSet set, List<TrainingView> views, TrainingOptions options) {
    CudaGaussianSet own = ownUnsettled(set);
    List<CudaTrainingView> ownViews = new ArrayList<>(views.size());
    for (TrainingView view : views) {
      ownViews.add(own(view));
    }
    int count = own.count();
    for (CudaTrainingView view : ownViews) {
      training.require(own, count, view);
    }
    own.requireTraining();
    List<StepQueue.Flight<StepReport>> begun = new ArrayList<>(ownViews.size());
    for (CudaTrainingView view : ownViews) {
      if (!begun.isEmpty() && begun.getLast().failure() != null) {
        break;
      }
      begun.add(steps.begin(new TrainingTask(training, own, count, view, options)));
    }
    return new BegunSteps(List.copyOf(begun));
  }

  @Override
  public GrowthReport grow(GaussianSet set, GrowthOptions options) {
    return beginGrowth(set, options).await();
  }

  @Override
  public PendingGrowth beginGrowth(GaussianSet set, GrowthOptions options) {
    CudaGaussianSet own = ownUnsettled(set);
    int before = own.count();
    int target = options.reached(before, own.capacity());
    growth.require(own, before, target);
    own.population().expect(target);
    StepQueue.Flight<GrowthReport> begun =
        steps.begin(new GrowthTask(growth, lists, own, before, target, options));
    if (begun.failure() != null) {
      begun.await();
    }
    return begun::await;
  }

  @Override
  public void lift(GaussianSet set, Camera camera, FeatureMap features) {
    beginLift(set, camera, features).await();
  }

  @Override
  public PendingLift beginLift(GaussianSet set, Camera camera, FeatureMap features) {
    CudaGaussianSet own = ownUnsettled(set);
    Arguments.requireFitting(features, own.layout());
    int count = own.count();
    lift.require(own, count, camera);
    int values = features.values().length;
    DeviceBuffer map = heap.allocate("a feature map", 4L * values);
    StepQueue.Flight<Boolean> begun;
    try {
      map.write(0, features.values(), values);
      LiftPass.Image image =
          new LiftPass.Image(map, features.width(), features.height(), features.channels());
      begun = steps.begin(new LiftTask(lift, lists, own, count, camera, image));
    } finally {
      // The task is the newest one: as soon as it is done nobody needs the map.
      heap.retire(List.of(map));
    }
    if (begun.failure() != null) {
      begun.await();
    }
    return begun::await;
  }

  @Override
  public List<FieldReport> refine(
      GaussianSet set,
      List<FieldTarget> targets,
      FieldGroups groups,
      FieldPairs pairs,
      FieldOptions options) {
    CudaGaussianSet own = own(set);
    Arguments.requireFitting(targets, groups, pairs, options, own.layout(), own.count());
    return refine.run(own, targets, groups, pairs, options);
  }

  @Override
  public void clearLifting(GaussianSet set) {
    CudaGaussianSet own = own(set);
    own.forgetField();
    RowBlock planes = own.planes();
    int first = own.layout().featureOffset();
    planes.buffer().clear(planes.plane(first), planes.plane(own.layout().features()));
    CudaGaussianSet.Lifting lifting = own.liftingOrNull();
    if (lifting != null) {
      lifting.sums().buffer().clear();
      lifting.weights().buffer().clear();
    }
  }

  @Override
  public Neighbours neighbours(float[] points, int dimensions, int first, int count, int k) {
    context.enter();
    Neighbours.require(points, dimensions, first, count, k);
    return neighbours.find(points, dimensions, first, count, k);
  }

  @Override
  public int neighboursAtOnce(int n, int dimensions) {
    return n < LEAST_NEIGHBOURS
        ? 0
        : Math.clamp(DIFFERENCES_AT_ONCE / ((long) n * dimensions), 128, n);
  }

  @Override
  public float[][] gather(GaussianSet set, int[] rows, int firstPlane, int planes) {
    CudaGaussianSet own = own(set);
    Arguments.requireRows(own, rows, firstPlane, planes);
    return neighbours.gather(own, rows, firstPlane, planes);
  }

  @Override
  public void assignInstances(GaussianSet set, long[] identities, int[] instances) {
    CudaGaussianSet own = own(set);
    own.population().assign(identities, instances);
    own.publishInstances();
  }

  /** Gives all device memory back, that of handles too. */
  @Override
  public void close() {
    context.close();
  }

  /** After all steps that were begun. */
  private CudaGaussianSet own(GaussianSet set) {
    CudaGaussianSet own = ownUnsettled(set);
    steps.settle();
    return own;
  }

  private CudaGaussianSet ownUnsettled(GaussianSet set) {
    context.enter();
    if (!(set instanceof CudaGaussianSet own && own.belongsTo(heap))) {
      throw new IllegalArgumentException("this Gaussian set belongs to another device");
    }
    own.requireOpen();
    return own;
  }

  private CudaTrainingView own(TrainingView view) {
    if (!(view instanceof CudaTrainingView own && own.belongsTo(heap))) {
      throw new IllegalArgumentException("this training view belongs to another device");
    }
    own.requireOpen();
    return own;
  }
}
