package io.splatlas.gpu.cpu;

import io.splatlas.gpu.FieldGroups;
import io.splatlas.gpu.FieldOptions;
import io.splatlas.gpu.FieldPairs;
import io.splatlas.gpu.FieldReport;
import io.splatlas.gpu.FieldTarget;
import io.splatlas.gpu.host.HostGaussianSet;
import io.splatlas.gpu.host.PairLoss;
import java.util.Arrays;

/**
 * One refinement step: the field is blended, the losses say what every pixel's features should be,
 * and the same weights that blend carry that back to the Gaussians, as they do when a map is
 * lifted.
 */
final class FieldRefiner {
  private final Workers workers;
  private final Buffers buffers;
  private final SplatScene scene;
  private final LayerRaster layers;
  private final LiftRaster lift;
  private final FieldCells cells;
  private final FieldInstances instances;
  private final FieldContrast contrast;
  private final float[][] scratch;
  private final Workers.Task update = this::update;
  private float[] blended = new float[0];
  private float[] alpha = new float[0];
  private float[] gradient = new float[0];
  private HostGaussianSet set;
  private float rate;

  @SuppressWarnings("NullAway.Init") // what a step works on is set by it
  FieldRefiner(
      Workers workers, Buffers buffers, SplatScene scene, LayerRaster layers, LiftRaster lift) {
    this.workers = workers;
    this.buffers = buffers;
    this.scene = scene;
    this.layers = layers;
    this.lift = lift;
    cells = new FieldCells(workers, buffers);
    instances = new FieldInstances(workers);
    contrast = new FieldContrast(workers, buffers);
    scratch = new float[workers.count()][FieldAdamKernel.SCRATCH];
  }

  /**
   * Runs a step.
   *
   * @param members group per Gaussian
   */
  FieldReport step(
      HostGaussianSet of,
      FieldTarget target,
      FieldGroups groups,
      int[] members,
      FieldPairs pairs,
      FieldOptions options) {
    set = of;
    rate = options.rate();
    View view = new View(target.camera(), false, 0);
    int pixels = view.tiles.width * view.tiles.height;
    int channels = set.layout().features();
    reserve(pixels, channels);
    for (float[] plane : set.field().gradient()) {
      Arrays.fill(plane, 0, set.count(), 0f);
    }
    scene.build(set, view);
    layers.blend(set, scene, view.tiles, alpha, blended);
    FieldSource.Pixels source = new FieldSource.Pixels(pixels, blended, alpha, gradient);
    double pixel = cells.run(source, view.tiles.width, target.teacher(), options);
    FieldChunks onScreen = new FieldChunks(target.groups(), groups.count());
    double instance = instances.run(source, onScreen, groups, options);
    double loss =
        options.contrasts() ? compare(source, onScreen, groups.count(), members, options) : 0;
    double neighbours = PairLoss.add(set, pairs, options.origin(), options.neighbourWeight());
    lift.run(set, scene, view.tiles, gradient, channels, set.field().gradient());
    workers.run(scene.chunks(), update);
    return FieldReport.of(options, pixel, instance, loss, neighbours);
  }

  private void reserve(int pixels, int channels) {
    String what = "a refinement step";
    alpha = buffers.floats(what, alpha, pixels);
    blended = buffers.floats(what, blended, (long) channels * pixels);
    gradient = buffers.floats(what, gradient, (long) channels * pixels);
  }

  private double compare(
      FieldSource.Pixels source,
      FieldChunks onScreen,
      int groups,
      int[] members,
      FieldOptions options) {
    FieldChunks inSpace = new FieldChunks(members, groups);
    FieldSource gaussians = new FieldSource.Gaussians(set);
    FieldSource[] sources =
        options.onScreen() && options.inSpace()
            ? new FieldSource[] {source, gaussians}
            : new FieldSource[] {options.onScreen() ? source : gaussians};
    FieldChunks[] chunks =
        options.onScreen() && options.inSpace()
            ? new FieldChunks[] {onScreen, inSpace}
            : new FieldChunks[] {options.onScreen() ? onScreen : inSpace};
    return contrast.run(sources, chunks, groups, options);
  }

  private void update(int chunk, int worker) {
    FieldAdamKernel.update(set, chunk, rate, scratch[worker]);
  }
}
