package io.splatlas.gpu.cpu;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.DeviceInfo;
import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.FieldGroups;
import io.splatlas.gpu.FieldOptions;
import io.splatlas.gpu.FieldPairs;
import io.splatlas.gpu.FieldReport;
import io.splatlas.gpu.FieldTarget;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.Neighbours;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import io.splatlas.gpu.StepReport;
import io.splatlas.gpu.TrainingOptions;
import io.splatlas.gpu.host.HostDevice;
import io.splatlas.gpu.host.HostGaussianSet;
import io.splatlas.gpu.host.HostTrainingView;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The default device: METHOD section 1 on all cores with the widest vectors of the machine.
 *
 * <p>Scratch space is kept between calls and grows with the largest image and scene seen; it is
 * given back by {@link #close}. A burst that runs out of memory ends with the steps before it done.
 */
public final class CpuDevice extends HostDevice {
  private final Workers workers;
  private final Buffers buffers;
  private final StageTimes times;
  private final SplatScene scene;
  private final FrameBuffers frame;
  private final ImageLoss loss;
  private final TrainingRaster raster;
  private final Updater updater;
  private final LayerRaster layers;
  private final LiftRaster lift;
  private final FieldRefiner refiner;

  private CpuDevice(DeviceInfo info, long memoryCap, LongSupplier clock) {
    super(info, memoryCap);
    times = new StageTimes(clock);
    workers = new Workers(info.threads());
    buffers = new Buffers(account());
    scene = new SplatScene(workers, buffers, times);
    frame = new FrameBuffers(buffers);
    loss = new ImageLoss(workers, buffers);
    raster = new TrainingRaster(workers, buffers);
    updater = new Updater(workers);
    layers = new LayerRaster(workers, buffers);
    lift = new LiftRaster(workers, buffers);
    refiner = new FieldRefiner(workers, buffers, scene, layers, lift);
  }

  /**
   * With as many threads as the machine has processors.
   *
   * @param memoryCap bytes, at least 1
   * @param reason why it was chosen, one line
   */
  public static CpuDevice create(long memoryCap, String reason) {
    return create(memoryCap, Runtime.getRuntime().availableProcessors(), reason);
  }

  /**
   * With a number of threads; results do not depend on it.
   *
   * @param memoryCap bytes, at least 1
   * @param threads 1..1024
   * @param reason why it was chosen, one line
   */
  public static CpuDevice create(long memoryCap, int threads, String reason) {
    return create(memoryCap, threads, reason, System::nanoTime);
  }

  /**
   * With a clock of one's own for {@link #times}: a benchmark on a busy machine counts processor
   * time of its one thread.
   *
   * @param memoryCap bytes, at least 1
   * @param threads 1..1024
   * @param reason why it was chosen, one line
   * @param clock nanoseconds, read by the calling thread only
   */
  public static CpuDevice create(long memoryCap, int threads, String reason, LongSupplier clock) {
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("threads must be 1..1024, got " + threads);
    }
    String name =
        "CPU, %d-bit vectors, %d thread%s"
            .formatted(Lanes.bits(), threads, threads == 1 ? "" : "s");
    return new CpuDevice(
        new DeviceInfo("cpu", "cpu", name, threads, Lanes.bits(), reason), memoryCap, clock);
  }

  /** Where the time has gone so far. */
  public StageTimes times() {
    return times;
  }

  /**
   * Counts what blending a view of a set takes; for measurements.
   *
   * @param set an open set of this device
   */
  public PairCount countPairs(GaussianSet set, Camera camera, boolean antialiased) {
    if (!(set instanceof HostGaussianSet own)) {
      throw new IllegalArgumentException("this Gaussian set belongs to another device");
    }
    View view = new View(camera, antialiased, 0);
    scene.build(own, view);
    return PairCounter.count(scene, view.tiles);
  }

  @Override
  protected RenderedView rasterise(HostGaussianSet set, Camera camera, RenderOptions options) {
    int degree = Math.min(options.shDegree(), set.layout().shDegree());
    View view = new View(camera, options.antialiased(), degree);
    scene.build(set, view);
    long start = times.now();
    RenderedView out =
        layers.render(set, scene, view.tiles, options.layers(), options.background());
    times.lap(StageTimes.Stage.FORWARD, start);
    times.addRender();
    return out;
  }

  @Override
  protected void beforeTraining(
      HostGaussianSet set, List<HostTrainingView> views, TrainingOptions options) {
    for (HostTrainingView view : views) {
      Tiles tiles = new Tiles(view.camera().width(), view.camera().height());
      frame.reserve(tiles, view.depth() != null);
      frame.reserveGradients(tiles, view.depth() != null);
      loss.reserve(view);
    }
  }

  @Override
  protected StepReport step(HostGaussianSet set, HostTrainingView target, TrainingOptions options) {
    boolean depth = target.depth() != null;
    int degree = Math.min(options.shDegree(), set.layout().shDegree());
    View view = new View(target.camera(), options.antialiased(), degree);
    scene.build(set, view);
    raster.reserveSlots(scene);
    long start = times.now();
    raster.forward(scene, view.tiles, frame, options.background(), depth);
    start = times.lap(StageTimes.Stage.FORWARD, start);
    loss.evaluate(frame, view.tiles, target, options);
    start = times.lap(StageTimes.Stage.LOSS, start);
    raster.backward(depth && options.depthWeight() != 0);
    start = times.lap(StageTimes.Stage.BACKWARD, start);
    double penalty = updater.run(set, scene, view, raster.slots, options);
    times.lap(StageTimes.Stage.ADAM, start);
    times.addStep(scene.entries());
    return new StepReport(
        loss.loss + penalty, loss.l1, loss.ssim, loss.psnr, loss.depthError, scene.visible());
  }

  @Override
  protected void afterTraining() {
    // Scratch space stays for the next burst.
  }

  @Override
  protected void accumulate(HostGaussianSet set, Camera camera, FeatureMap features) {
    View view = new View(camera, false, 0);
    scene.build(set, view);
    lift.run(set, scene, view.tiles, features);
  }

  @Override
  protected void divide(HostGaussianSet set) {
    lift.divide(set);
  }

  @Override
  protected FieldReport refineStep(
      HostGaussianSet set,
      FieldTarget target,
      FieldGroups groups,
      int[] members,
      FieldPairs pairs,
      FieldOptions options) {
    return refiner.step(set, target, groups, members, pairs, options);
  }

  @Override
  protected Neighbours nearest(float[] points, int dimensions, int first, int count, int k) {
    return NeighbourKernel.find(workers, points, dimensions, first, count, k);
  }

  @Override
  public void close() {
    workers.close();
    buffers.release();
    super.close();
  }
}
