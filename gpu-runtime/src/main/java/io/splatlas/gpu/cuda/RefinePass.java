package io.splatlas.gpu.cuda;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.FieldGroups;
import io.splatlas.gpu.FieldOptions;
import io.splatlas.gpu.FieldPairs;
import io.splatlas.gpu.FieldReport;
import io.splatlas.gpu.FieldTarget;
import io.splatlas.gpu.host.FieldMembers;
import java.util.Arrays;
import java.util.List;
import jcuda.driver.CUdeviceptr;

/**
 * Refinement of the semantic field: the field is blended, kernels say what each pixel's features
 * should be, and the weights of lifting carry that back to the Gaussians. Only the means of groups
 * are worked out on the host.
 */
final class RefinePass {
  /** Channels that one launch blends, CHANNELS of common.cuh. */
  private static final int CHANNELS = 8;

  private final KernelModule kernels;
  private final SplatLists lists;
  private final Frame frame;
  private final LiftPass lift;
  private final ContrastPass contrast;
  private final Scratch blended;
  private final Scratch gradient;
  private final Scratch teacher;
  private final Scratch slopes;
  private final Scratch groupsOfPixels;
  private final Scratch embeddings;
  private final Scratch scales;
  private final Scratch origin;
  private final Scratch unusedWeights;
  private final PartialSums losses;
  private final PairPass pairPass;

  RefinePass(DeviceHeap heap, KernelModule kernels, SplatLists lists, Frame frame, LiftPass lift) {
    this.kernels = kernels;
    this.lists = lists;
    this.frame = frame;
    this.lift = lift;
    String what = "a refinement step";
    blended = new Scratch(heap, what);
    gradient = new Scratch(heap, what);
    teacher = new Scratch(heap, what);
    slopes = new Scratch(heap, what);
    groupsOfPixels = new Scratch(heap, what);
    embeddings = new Scratch(heap, what);
    scales = new Scratch(heap, what);
    origin = new Scratch(heap, what);
    unusedWeights = new Scratch(heap, what);
    losses = new PartialSums(heap, kernels);
    contrast = new ContrastPass(heap, kernels, losses);
    pairPass = new PairPass(heap, kernels, losses);
  }

  List<FieldReport> run(
      CudaGaussianSet set,
      List<FieldTarget> targets,
      FieldGroups groups,
      FieldPairs pairs,
      FieldOptions options) {
    CudaGaussianSet.Lifting lifting = set.requireLifting();
    set.requireField();
    float[] weights = new float[set.count()];
    lifting.weights().read(0, weights, set.count());
    int[] members = FieldMembers.of(set.population().instances(), weights, set.count(), groups);
    write(origin, options.origin());
    write(embeddings, groups.embeddings());
    pairPass.prepare(pairs);
    unusedWeights.require(4L * set.rows());
    unusedWeights.buffer().clear();
    losses.begin(targets.size());
    try {
      for (FieldTarget target : targets) {
        step(set, target, groups, members, options);
        losses.nextStep();
      }
    } finally {
      lift.restore(set);
    }
    return Arrays.stream(losses.read()).map(of -> report(of, options)).toList();
  }

  private static FieldReport report(double[] of, FieldOptions options) {
    return FieldReport.of(
        options,
        of[PartialSums.PIXEL],
        of[PartialSums.INSTANCE],
        of[PartialSums.CONTRAST],
        of[PartialSums.NEIGHBOURS]);
  }

  private void step(
      CudaGaussianSet set,
      FieldTarget target,
      FieldGroups groups,
      int[] members,
      FieldOptions options) {
    CudaGaussianSet.Field field = set.requireField();
    int pixels = target.groups().length;
    int channels = set.layout().features();
    blended.require(4L * channels * pixels);
    gradient.require(4L * channels * pixels);
    frame.require(pixels);
    field.gradient().buffer().clear();
    blend(set, target.camera());
    groupsOfPixels.require(4L * pixels);
    groupsOfPixels.buffer().write(0, target.groups(), pixels);
    cells(target, channels, options);
    pixels(target, groups, channels, options);
    if (options.contrasts() && groups.count() > 0) {
      contrast.run(members(set, target, members), groups.count(), options);
    }
    pairPass.run(set, origin, options.neighbourWeight());
    lift.accumulate(
        set,
        set.count(),
        target.camera(),
        new LiftPass.Image(
            gradient.buffer(), target.camera().width(), target.camera().height(), channels),
        field.gradient().buffer(),
        unusedWeights.buffer());
    update(set, options.rate());
  }

  private void blend(CudaGaussianSet set, Camera camera) {
    lists.build(set, camera, false, 0);
    frame.blend(lists, camera, new float[3]);
    int all = set.layout().features();
    long pixels = (long) camera.width() * camera.height();
    for (int c = 0; c < all; c += CHANNELS) {
      kernels.launch(
          "raster_features",
          lists.columns(),
          lists.lines(),
          1,
          256,
          lists.starts(),
          lists.ends(),
          lists.slots().pointer(),
          lists.owners().pointer(),
          lists.splatA().pointer(),
          lists.splatB().pointer(),
          camera.width(),
          camera.height(),
          features(set, c),
          set.rows(),
          Math.min(CHANNELS, all - c),
          blended.buffer().at(c * pixels));
    }
  }

  private static CUdeviceptr features(CudaGaussianSet set, int channel) {
    return set.planes().buffer().at(set.planes().plane(set.layout().featureOffset() + channel));
  }

  private void cells(FieldTarget target, int channels, FieldOptions options) {
    FeatureMap map = target.teacher();
    int cells = map.width() * map.height();
    write(teacher, map.values());
    slopes.require(4L * channels * cells);
    int blocks = (cells + 255) / 256;
    losses.require(blocks * channels);
    kernels.launch(
        "field_cells",
        blocks,
        channels,
        1,
        256,
        blended.pointer(),
        frame.alpha().pointer(),
        target.camera().width(),
        target.camera().height(),
        teacher.pointer(),
        map.width(),
        map.height(),
        options.pixelWeight(),
        1f / ((float) cells * channels),
        slopes.pointer(),
        losses.pointer());
    losses.total(blocks * channels, PartialSums.PIXEL);
  }

  private void pixels(FieldTarget target, FieldGroups groups, int channels, FieldOptions options) {
    int pixels = target.groups().length;
    write(scales, instanceScales(target, groups, channels));
    int blocks = (pixels + 255) / 256;
    losses.require(blocks * channels);
    kernels.launch(
        "field_pixels",
        blocks,
        channels,
        1,
        256,
        blended.pointer(),
        frame.alpha().pointer(),
        target.camera().width(),
        target.camera().height(),
        slopes.pointer(),
        target.teacher().width(),
        target.teacher().height(),
        groupsOfPixels.pointer(),
        embeddings.pointer(),
        scales.pointer(),
        options.instanceWeight(),
        channels,
        gradient.pointer(),
        losses.pointer());
    losses.total(blocks * channels, PartialSums.INSTANCE);
  }

  /** Weight of one channel of one pixel in the instance-level mean; 0 without an embedding. */
  private static float[] instanceScales(FieldTarget target, FieldGroups groups, int channels) {
    int[] counts = FieldMembers.count(target.groups(), groups.count());
    int present = 0;
    for (int g = 0; g < counts.length; g++) {
      present += groups.embedded()[g] && counts[g] > 0 ? 1 : 0;
    }
    float[] out = new float[counts.length];
    for (int g = 0; g < counts.length; g++) {
      out[g] =
          groups.embedded()[g] && counts[g] > 0 ? 1f / ((float) present * counts[g] * channels) : 0;
    }
    return out;
  }

  private List<ContrastPass.Source> members(
      CudaGaussianSet set, FieldTarget target, int[] members) {
    int pixels = target.groups().length;
    return List.of(
        new ContrastPass.Source(
            blended.pointer(),
            pixels,
            frame.alpha().pointer(),
            target.groups(),
            gradient.pointer()),
        new ContrastPass.Source(
            features(set, 0),
            set.rows(),
            new CUdeviceptr(),
            members,
            set.requireField().gradient().buffer().pointer()));
  }

  private void update(CudaGaussianSet set, float rate) {
    CudaGaussianSet.Field field = set.requireField();
    kernels.launchOver(
        "field_adam",
        set.count(),
        256,
        field.gradient().buffer().pointer(),
        set.requireLifting().weights().buffer().pointer(),
        set.rows(),
        set.count(),
        set.layout().features(),
        rate,
        field.first().buffer().pointer(),
        field.second().buffer().pointer(),
        field.steps().buffer().pointer(),
        features(set, 0));
  }

  private static void write(Scratch to, float[] values) {
    to.require(Math.max(4L, 4L * values.length));
    to.buffer().write(0, values, values.length);
  }
}
