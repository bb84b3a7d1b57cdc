package io.splatlas.gpu.cuda;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.StepReport;
import io.splatlas.gpu.TrainingOptions;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jcuda.driver.CUdeviceptr;

/** One optimisation step: forward, loss, backward, update. */
final class TrainingPass {
  /** Numbers a splat collects, SLOT of common.cuh. */
  static final int SLOT = 10;

  /** Mean squared error below which PSNR is reported as 100 dB. */
  private static final double LEAST_ERROR = 1e-10;

  // Sums of a step, in the order of the report's buffer.
  private static final int L1 = 0;
  private static final int SQUARED = 1;
  private static final int SSIM = 2;
  private static final int DEPTH = 3;
  private static final int OPACITIES = 4;
  private static final int SCALES = 5;
  private static final int SUMS = 6;

  /** Bytes of what a step tells the host. */
  static final int RESULT_BYTES = Tally.BYTES + 8 * SUMS;

  private final KernelModule kernels;
  private final SplatLists lists;
  private final Frame frame;
  private final Scratch maps;
  private final Scratch gColour;
  private final Scratch gDepth;
  private final Scratch gAlpha;
  private final Scratch partial;
  private final Scratch report;
  private final Scratch collected;
  private final Scratch gathered;

  TrainingPass(
      DeviceHeap heap, KernelModule kernels, SplatLists lists, Frame frame, Scratch collected) {
    this.kernels = kernels;
    this.lists = lists;
    this.frame = frame;
    this.collected = collected;
    String what = "a training step";
    maps = new Scratch(heap, what);
    gColour = new Scratch(heap, what);
    gDepth = new Scratch(heap, what);
    gAlpha = new Scratch(heap, what);
    partial = new Scratch(heap, what);
    report = new Scratch(heap, what);
    gathered = new Scratch(heap, what);
  }

  /** Makes room for what does not depend on where the Gaussians are. */
  void require(CudaGaussianSet set, int count, CudaTrainingView view) {
    long pixels = (long) view.camera().width() * view.camera().height();
    frame.require(pixels);
    maps.require(36 * pixels);
    gColour.require(12 * pixels);
    gDepth.require(4 * pixels);
    gAlpha.require(4 * pixels);
    long blocks = Math.max(9 * tiles(view.camera()), 2 * (set.rows() / 256L + 1));
    partial.require(4 * Math.max(blocks, pixels / 256 + 1));
    report.require(8 * SUMS);
    gathered.require(4L * SLOT * set.rows());
    lists.require(count, view.camera());
    // In whole multiples of the four that a thread clears.
    collected.require(16 * ((SLOT * (long) lists.room() + 3) / 4));
  }

  /**
   * Enqueues a step; the host does not wait for it.
   *
   * @param count Gaussians there are then: growth behind it may have changed that already
   * @param fresh whether steps before that had no room are forgotten; else this one does nothing
   *     after such a step
   * @param result where the device copies {@link #RESULT_BYTES} for {@link #report}
   */
  void enqueue(
      CudaGaussianSet set,
      int count,
      CudaTrainingView view,
      TrainingOptions options,
      boolean fresh,
      PinnedMemory result) {
    require(set, count, view);
    int degree = Math.min(options.shDegree(), set.layout().shDegree());
    lists.enqueue(set, view.camera(), options.antialiased(), degree, fresh);
    frame.blend(lists, view.camera(), options.background());
    report.buffer().clear();
    imageLoss(view, options);
    depthLoss(view, options);
    penalties(set, count, options);
    backward(view, options);
    update(set, count, view.camera(), options, degree);
    lists.copyTally(result, 0);
    report.buffer().copyTo(result, Tally.BYTES, 8L * SUMS);
  }

  /** Whether a step had room for its entries; makes it when it had not. */
  boolean admit(PinnedMemory result) {
    return lists.admit(Tally.of(result.segment()));
  }

  /** What a step saw that had room. */
  StepReport report(
      PinnedMemory result, int count, CudaTrainingView view, TrainingOptions options) {
    double[] sums = new double[SUMS];
    MemorySegment.copy(
        result.segment(), ValueLayout.JAVA_DOUBLE_UNALIGNED, Tally.BYTES, sums, 0, SUMS);
    return report(sums, Tally.of(result.segment()).visible(), count, view, options);
  }

  private void imageLoss(CudaTrainingView view, TrainingOptions options) {
    if (view.validPixels() == 0) {
      gColour.buffer().clear();
      return;
    }
    Camera camera = view.camera();
    kernels.launch(
        "ssim_forward",
        lists.columns(),
        lists.lines(),
        3,
        256,
        frame.colour().pointer(),
        view.rgb(),
        view.valid(),
        camera.width(),
        camera.height(),
        maps.pointer(),
        partial.pointer());
    sum(3 * lists.columns() * lists.lines(), 3, L1);
    kernels.launch(
        "ssim_backward",
        lists.columns(),
        lists.lines(),
        3,
        256,
        frame.colour().pointer(),
        view.rgb(),
        view.valid(),
        camera.width(),
        camera.height(),
        maps.pointer(),
        options.ssimWeight(),
        (float) (1 / (3.0 * view.validPixels())),
        gColour.pointer());
  }

  private void depthLoss(CudaTrainingView view, TrainingOptions options) {
    if (view.knownDepths() == 0) {
      return;
    }
    int pixels = view.camera().width() * view.camera().height();
    kernels.launchOver(
        "depth_loss",
        pixels,
        256,
        frame.depth().pointer(),
        frame.alpha().pointer(),
        view.depth(),
        view.valid(),
        pixels,
        options.depthWeight() / view.knownDepths(),
        gDepth.pointer(),
        gAlpha.pointer(),
        partial.pointer());
    sum((pixels + 255) / 256, 1, DEPTH);
  }

  private void penalties(CudaGaussianSet set, int count, TrainingOptions options) {
    boolean none = options.opacityRegularisation() == 0 && options.scaleRegularisation() == 0;
    if (none || count == 0) {
      return;
    }
    kernels.launchOver(
        "penalties",
        count,
        256,
        set.planes().buffer().pointer(),
        set.rows(),
        count,
        partial.pointer());
    sum((count + 255) / 256, 2, OPACITIES);
  }

  private void sum(int rows, int columns, int to) {
    kernels.launch(
        "sum_columns",
        columns,
        1,
        1,
        256,
        partial.pointer(),
        rows,
        columns,
        report.buffer().at(2L * to));
  }

  private void backward(CudaTrainingView view, TrainingOptions options) {
    boolean depth = view.knownDepths() > 0 && options.depthWeight() > 0;
    float[] background = options.background();
    kernels.launchOver(
        "clear_slots",
        (SLOT * (long) lists.room() + 3) / 4,
        256,
        collected.pointer(),
        SLOT,
        lists.tally());
    kernels.launch(
        "raster_backward",
        lists.columns(),
        lists.lines(),
        1,
        256,
        lists.starts(),
        lists.slots().pointer(),
        lists.owners().pointer(),
        lists.splatA().pointer(),
        lists.splatB().pointer(),
        lists.splatC().pointer(),
        view.camera().width(),
        view.camera().height(),
        background[0],
        background[1],
        background[2],
        frame.light().pointer(),
        frame.last().pointer(),
        gColour.pointer(),
        depth ? gDepth.pointer() : new CUdeviceptr(),
        depth ? gAlpha.pointer() : new CUdeviceptr(),
        collected.pointer());
  }

  private void update(
      CudaGaussianSet set, int count, Camera camera, TrainingOptions options, int degree) {
    CudaGaussianSet.Training training = set.requireTraining();
    kernels.launchOver(
        "gather_slots",
        32L * count,
        256,
        lists.order().pointer(),
        lists.offsets().pointer(),
        count,
        collected.pointer(),
        lists.tally(),
        gathered.pointer());
    kernels.launchOver(
        "update",
        count,
        128,
        set.planes().buffer().pointer(),
        training.first().buffer().pointer(),
        training.second().buffer().pointer(),
        set.rows(),
        count,
        degree,
        options.antialiased() ? 1 : 0,
        ViewParameters.of(camera),
        rates(options, count),
        lists.splatB().pointer(),
        gathered.pointer(),
        lists.tally(),
        training.steps().buffer().pointer(),
        training.errors().buffer().pointer(),
        training.seen().buffer().pointer());
  }

  /** The structure {@code Rates} of update.cu. */
  private static float[] rates(TrainingOptions options, int count) {
    float n = Math.max(1, count);
    return new float[] {
      options.positionRate(),
      options.rotationRate(),
      options.scaleRate(),
      options.opacityRate(),
      options.shDcRate(),
      options.shRestRate(),
      options.opacityRegularisation() / n,
      options.scaleRegularisation() / (3 * n)
    };
  }

  private StepReport report(
      double[] sums, int visible, int count, CudaTrainingView view, TrainingOptions options) {
    double values = 3.0 * view.validPixels();
    boolean seen = view.validPixels() > 0;
    double l1 = seen ? sums[L1] / values : 0;
    double ssim = seen ? sums[SSIM] / values : 1;
    double squared = seen ? sums[SQUARED] / values : 0;
    double depth = view.knownDepths() > 0 ? sums[DEPTH] / view.knownDepths() : 0;
    double n = Math.max(1, count);
    double loss =
        (1 - options.ssimWeight()) * l1
            + options.ssimWeight() * (1 - ssim)
            + options.depthWeight() * depth
            + options.opacityRegularisation() * sums[OPACITIES] / n
            + options.scaleRegularisation() * sums[SCALES] / (3 * n);
    double psnr = -10 * Math.log10(Math.max(LEAST_ERROR, squared));
    return new StepReport(loss, l1, ssim, psnr, depth, visible);
  }

  private static long tiles(Camera camera) {
    long columns = (camera.width() + SplatLists.TILE - 1L) / SplatLists.TILE;
    long lines = (camera.height() + SplatLists.TILE - 1L) / SplatLists.TILE;
    return columns * lines;
  }
}
