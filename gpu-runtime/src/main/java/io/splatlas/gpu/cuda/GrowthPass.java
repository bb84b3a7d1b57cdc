package io.splatlas.gpu.cuda;

import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GrowthOptions;
import io.splatlas.gpu.GrowthReport;
import io.splatlas.gpu.host.GrowthDraw;
import java.util.Arrays;
import java.util.SplittableRandom;
import jcuda.driver.CUdeviceptr;

/**
 * A growth step: three numbers a Gaussian come to the host, where births are drawn in row order
 * from one seed; the Gaussians themselves are copied, split and moved on the device.
 */
final class GrowthPass {
  /** Floats of the structure {@code Birth} of grow.cu. */
  private static final int BIRTH = 4;

  private final KernelModule kernels;
  private final Scratch parents;
  private final Scratch children;
  private final Scratch births;
  private final Scratch finite;

  GrowthPass(DeviceHeap heap, KernelModule kernels) {
    this.kernels = kernels;
    String what = "a growth step";
    parents = new Scratch(heap, what);
    children = new Scratch(heap, what);
    births = new Scratch(heap, what);
    finite = new Scratch(heap, what);
  }

  GrowthReport run(CudaGaussianSet set, GrowthOptions options) {
    int before = set.count();
    int target = Math.max(before, Math.min(options.target(), set.capacity()));
    set.requireTraining();
    set.requireRows(target);
    finite.require(4L * before);
    parents.require(4L * target);
    children.require(4L * target);
    births.require(4L * BIRTH * target);
    GrowthDraw draw = draw(set, options, target);
    name(set, draw);
    bearChildren(set, draw);
    splitParents(set, draw, before);
    explore(set, options);
    CudaGaussianSet.Training training = set.requireTraining();
    training.errors().buffer().clear();
    training.seen().buffer().clear();
    set.publishInstances();
    return new GrowthReport(draw.relocated(), draw.born() - draw.relocated(), set.count());
  }

  private GrowthDraw draw(CudaGaussianSet set, GrowthOptions options, int target) {
    int n = set.count();
    kernels.launchOver(
        "finite_rows",
        n,
        256,
        set.planes().buffer().pointer(),
        set.rows(),
        n,
        set.layout().featureOffset(),
        finite.pointer());
    float[] sound = new float[n];
    float[] logits = new float[n];
    float[] errors = new float[n];
    finite.buffer().read(0, sound, 0, n);
    set.planes().read(GaussianLayout.OPACITY, logits, n);
    set.requireTraining().errors().read(0, errors, n);
    boolean[] dead = new boolean[n];
    for (int i = 0; i < n; i++) {
      double opacity = 1 / (1 + Math.exp(-logits[i]));
      dead[i] = !(opacity >= options.opacityFloor()) || sound[i] == 0;
    }
    return GrowthDraw.run(
        logits,
        dead,
        errors,
        options.opacityFloor(),
        new SplittableRandom(options.seed()),
        target,
        target - n);
  }

  private static void name(CudaGaussianSet set, GrowthDraw draw) {
    Population population = set.population();
    for (int k = 0; k < draw.relocated(); k++) {
      population.renew(draw.child(k));
    }
    population.extend(draw.born() - draw.relocated());
    for (int k = 0; k < draw.born(); k++) {
      int child = draw.child(k);
      int parent = draw.parent(k);
      set.lineage().record(population.identities()[child], population.identities()[parent]);
      population.instances()[child] = population.instances()[parent];
    }
  }

  private void bearChildren(CudaGaussianSet set, GrowthDraw draw) {
    int n = draw.born();
    int[] from = new int[n];
    int[] to = new int[n];
    float[] how = new float[BIRTH * n];
    for (int k = 0; k < n; k++) {
      from[k] = draw.parent(k);
      to[k] = draw.child(k);
      describe(draw.splitOfChild(k), how, BIRTH * k);
    }
    bear(set, from, to, how);
  }

  private void splitParents(CudaGaussianSet set, GrowthDraw draw, int before) {
    int[] rows = new int[draw.born()];
    float[] how = new float[BIRTH * draw.born()];
    int n = 0;
    for (int i = 0; i < before; i++) {
      if (draw.births(i) > 0) {
        rows[n] = i;
        describe(draw.splitOfParent(i), how, BIRTH * n++);
      }
    }
    int[] own = Arrays.copyOf(rows, n);
    bear(set, own, own, how);
  }

  private static void describe(GrowthDraw.Split split, float[] how, int at) {
    how[at] = (float) (split.offset() * split.factor());
    how[at + 1] = (float) Math.log(split.factor());
    how[at + 2] = (float) split.logit();
    how[at + 3] = split.copies();
  }

  private void bear(CudaGaussianSet set, int[] from, int[] to, float[] how) {
    int n = from.length;
    parents.buffer().write(0, from, n);
    children.buffer().write(0, to, n);
    births.buffer().write(0, how, BIRTH * n);
    CudaGaussianSet.Training training = set.requireTraining();
    CudaGaussianSet.Lifting lifting = set.liftingOrNull();
    kernels.launchOver(
        "bear",
        n,
        256,
        set.planes().buffer().pointer(),
        training.first().buffer().pointer(),
        training.second().buffer().pointer(),
        training.steps().buffer().pointer(),
        set.rows(),
        set.layout().featureOffset(),
        set.layout().planes(),
        lifting == null ? new CUdeviceptr() : lifting.sums().buffer().pointer(),
        lifting == null ? new CUdeviceptr() : lifting.weights().buffer().pointer(),
        parents.pointer(),
        children.pointer(),
        births.pointer(),
        n,
        (float) GrowthDraw.LONGEST_LOG_SCALE);
  }

  private void explore(CudaGaussianSet set, GrowthOptions options) {
    if (options.positionNoise() > 0) {
      kernels.launchOver(
          "explore",
          set.count(),
          256,
          set.planes().buffer().pointer(),
          set.rows(),
          set.count(),
          options.positionNoise(),
          options.seed());
    }
  }
}
