package io.splatlas.gpu.cpu;

import static io.splatlas.gpu.cpu.Lanes.COUNT;
import static io.splatlas.gpu.cpu.Lanes.F;

import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.TrainingOptions;
import io.splatlas.gpu.host.Adam;
import io.splatlas.gpu.host.HostGaussianSet;
import io.splatlas.gpu.host.TrainingState;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * From slots to moved Gaussians, block by block: the slots of each Gaussian are summed in their
 * order, its projection is computed anew (cheaper than keeping it), the chain rule and Adam follow
 * while everything is in the first-level cache. Blocks without a visible Gaussian are skipped.
 */
final class Updater {
  private final Workers workers;
  private final Block[] blocks;
  private final float[][] colourScratch;
  private final float[][] chunkGradients;
  private final Workers.Task update = this::updateChunk;
  private final Workers.Task regularise = this::regulariseChunk;
  private SplatScene scene;
  private View view;
  private HostGaussianSet set;
  private TrainingState state;
  private TrainingOptions options;
  private float[] slots;
  private float[] rates;
  private double[] opacitySums = new double[0];
  private double[] scaleSums = new double[0];

  @SuppressWarnings("NullAway.Init") // what a sweep works on is set by run
  Updater(Workers workers) {
    this.workers = workers;
    blocks = new Block[workers.count()];
    colourScratch = new float[workers.count()][ColourKernel.SCRATCH];
    chunkGradients = new float[blocks.length][AdamKernel.SCRATCH];
    for (int w = 0; w < blocks.length; w++) {
      blocks[w] = new Block();
    }
  }

  /**
   * Moves the visible Gaussians of a set.
   *
   * @return the regularising terms of the loss, before the move
   */
  double run(
      HostGaussianSet gaussians,
      SplatScene from,
      View seenFrom,
      float[] gradients,
      TrainingOptions by) {
    set = gaussians;
    state = gaussians.training();
    scene = from;
    view = seenFrom;
    slots = gradients;
    options = by;
    rates = Adam.rates(gaussians.layout(), by);
    double penalty = penalty();
    workers.run(scene.chunks(), update);
    return penalty;
  }

  private double penalty() {
    if (options.opacityRegularisation() == 0 && options.scaleRegularisation() == 0) {
      return 0;
    }
    if (opacitySums.length < scene.chunks()) {
      opacitySums = new double[2 * scene.chunks()];
      scaleSums = new double[2 * scene.chunks()];
    }
    workers.run(scene.chunks(), regularise);
    double opacities = 0;
    double scales = 0;
    for (int c = 0; c < scene.chunks(); c++) {
      opacities += opacitySums[c];
      scales += scaleSums[c];
    }
    double n = Math.max(1, set.count());
    return options.opacityRegularisation() * opacities / n
        + options.scaleRegularisation() * scales / (3 * n);
  }

  private void regulariseChunk(int chunk, int worker) {
    float[] b = blocks[worker].values;
    int from = chunk * SplatScene.CHUNK;
    int to = Math.min(set.count(), from + SplatScene.CHUNK);
    double opacities = 0;
    double scales = 0;
    for (int start = from; start < to; start += Block.SIZE) {
      RegularisationKernel.values(set.planes(), start, b);
      int n = Math.min(Block.SIZE, to - start);
      for (int i = 0; i < n; i++) {
        opacities += b[Block.row(Block.OPACITY) + i];
        for (int a = 0; a < 3; a++) {
          scales += b[Block.row(Block.SCALE + a) + i];
        }
      }
    }
    opacitySums[chunk] = opacities;
    scaleSums[chunk] = scales;
  }

  private void updateChunk(int chunk, int worker) {
    int from = chunk * SplatScene.CHUNK;
    int to = Math.min(set.count(), from + SplatScene.CHUNK);
    int degree = view.shDegree;
    int functions = (degree + 1) * (degree + 1);
    float[] b = blocks[worker].values;
    float[] gradients = chunkGradients[worker];
    boolean any = false;
    for (int start = from; start < to; start += Block.SIZE) {
      int n = Math.min(Block.SIZE, to - start);
      int at = start - from;
      if (sumSlots(start, n, b)) {
        differentiate(start, n, b, colourScratch[worker]);
        AdamKernel.keepFinite(b);
        count(start, n, b);
        AdamKernel.keep(b, colourScratch[worker], functions, gradients, at);
        any = true;
      } else {
        Arrays.fill(gradients, at, at + Block.SIZE, 0f); // nobody moves
      }
    }
    int rows = (to - from + Block.SIZE - 1) / Block.SIZE * Block.SIZE;
    if (any) {
      updatePlanes(gradients, rows, from, functions);
    }
  }

  private void updatePlanes(float[] gradients, int rows, int from, int functions) {
    float[][] planes = set.planes();
    float[][] first = state.firstMoments();
    float[][] second = state.secondMoments();
    for (int p = 0; p < GaussianLayout.SH_DC; p++) {
      AdamKernel.updateGeometry(gradients, rows, p, planes[p], first[p], second[p], from, rates[p]);
    }
    for (int k = 0; k < functions; k++) {
      for (int c = 0; c < 3; c++) {
        int p = GaussianLayout.SH_DC + 3 * k + c;
        AdamKernel.updateColour(
            gradients, rows, k, c, planes[p], first[p], second[p], from, rates[p]);
      }
    }
  }

  /** Whether any Gaussian of the block is visible. */
  private boolean sumSlots(int start, int n, float[] b) {
    Arrays.fill(b, Block.row(Block.SUMS), Block.row(Block.SUMS + BackwardKernel.SLOT), 0f);
    boolean any = false;
    for (int i = 0; i < n; i++) {
      if (scene.visible(start + i)) {
        any = true;
        SlotSums.add(
            slots,
            scene.firstSlot(start + i),
            scene.slots(start + i),
            b,
            Block.row(Block.SUMS) + i);
        cutColours(start + i, b, Block.row(Block.SUMS + BackwardKernel.SLOT_RED) + i);
      }
    }
    return any;
  }

  /** A colour that is cut off has no gradient. */
  private void cutColours(int gaussian, float[] b, int at) {
    int colour = gaussian * SplatLayout.STRIDE + SplatLayout.RED;
    for (int c = 0; c < 3; c++) {
      float value = scene.splats[colour + c];
      if (!(value > 0 && value < SplatLayout.MAX_COLOUR)) {
        b[at + c * Block.SIZE] = 0;
      }
    }
  }

  private void differentiate(int start, int n, float[] b, float[] colour) {
    float[][] planes = set.planes();
    int degree = view.shDegree;
    ShapeKernel.run(view, planes, start, b);
    ScreenKernel.run(view, planes, start, n, b);
    ColourKernel.backward(degree, planes, start, b, colour);
    ChainKernel.run(view, planes, start, b);
    if (degree > 0) {
      addDirection(b);
    }
    if (options.opacityRegularisation() != 0 || options.scaleRegularisation() != 0) {
      float count = set.count();
      RegularisationKernel.gradients(
          b, options.opacityRegularisation() / count, options.scaleRegularisation() / (3 * count));
    }
  }

  private static void addDirection(float[] b) {
    for (int a = 0; a < 3; a++) {
      int to = Block.row(Block.GRADIENT + GaussianLayout.POSITION + a);
      int from = Block.row(Block.GRAD_DIRECTION + a);
      for (int i = 0; i < Block.SIZE; i += COUNT) {
        FloatVector.fromArray(F, b, to + i)
            .add(FloatVector.fromArray(F, b, from + i))
            .intoArray(b, to + i);
      }
    }
  }

  /** Statistics for growth, and Adam's corrections. */
  private void count(int start, int n, float[] b) {
    float halfWidth = view.tiles.width / 2f;
    float halfHeight = view.tiles.height / 2f;
    int[] steps = state.steps();
    float[] scores = state.errorScores();
    float[] seen = state.seen();
    for (int i = 0; i < n; i++) {
      if (b[Block.row(Block.VISIBLE) + i] == 0) {
        continue;
      }
      int g = start + i;
      int step = ++steps[g];
      b[Block.row(Block.CORRECTION) + i] = Adam.firstCorrection(step);
      b[Block.row(Block.CORRECTION + 1) + i] = Adam.secondCorrection(step);
      double gu = b[Block.row(Block.GRAD_MEAN) + i] * halfWidth;
      double gv = b[Block.row(Block.GRAD_MEAN + 1) + i] * halfHeight;
      scores[g] += (float) Math.sqrt(gu * gu + gv * gv);
      seen[g]++;
    }
  }
}
