package io.splatlas.gpu.reference;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.DeviceInfo;
import io.splatlas.gpu.FeatureMap;
import io.splatlas.gpu.FieldGroups;
import io.splatlas.gpu.FieldOptions;
import io.splatlas.gpu.FieldPairs;
import io.splatlas.gpu.FieldReport;
import io.splatlas.gpu.FieldTarget;
import io.splatlas.gpu.Neighbours;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import io.splatlas.gpu.StepReport;
import io.splatlas.gpu.TrainingOptions;
import io.splatlas.gpu.host.Adam;
import io.splatlas.gpu.host.FieldAdam;
import io.splatlas.gpu.host.HostDevice;
import io.splatlas.gpu.host.HostGaussianSet;
import io.splatlas.gpu.host.HostTrainingView;
import io.splatlas.gpu.host.TrainingState;
import java.util.List;

/** The scalar device of METHOD section 1, one thread, double precision inside. */
public final class ReferenceDevice extends HostDevice {
  private long trainingScratch;

  private ReferenceDevice(DeviceInfo info, long memoryCap) {
    super(info, memoryCap);
  }

  /**
   * Creates the device.
   *
   * @param memoryCap bytes, at least 1
   * @param reason why it was chosen, one line
   */
  public static ReferenceDevice create(long memoryCap, String reason) {
    return new ReferenceDevice(
        new DeviceInfo("reference", "reference", "scalar reference, 1 thread", 1, 0, reason),
        memoryCap);
  }

  @Override
  protected RenderedView rasterise(HostGaussianSet set, Camera camera, RenderOptions options) {
    long bytes = (SplatList.BYTES + 32) * set.count();
    account().take("projecting %d Gaussians".formatted(set.count()), bytes);
    try {
      return ReferenceRenderer.render(set, camera, options);
    } finally {
      account().give(bytes);
    }
  }

  @Override
  protected void beforeTraining(
      HostGaussianSet set, List<HostTrainingView> views, TrainingOptions options) {
    long most = 0;
    for (HostTrainingView view : views) {
      most = Math.max(most, LossGradient.bytes(set, view));
    }
    account().take("a training step", most);
    trainingScratch = most;
  }

  @Override
  protected StepReport step(HostGaussianSet set, HostTrainingView view, TrainingOptions options) {
    LossGradient gradient = new LossGradient(set, view, options);
    float[] rates = Adam.rates(set.layout(), options);
    TrainingState training = set.training();
    gradient.forEachGaussian(
        (i, g, onScreen) -> {
          if (Adam.update(set, i, rates, g)) {
            training.errorScores()[i] += (float) onScreen;
            training.seen()[i]++;
          }
        });
    return gradient.report();
  }

  @Override
  protected void afterTraining() {
    account().give(trainingScratch);
    trainingScratch = 0;
  }

  @Override
  protected void accumulate(HostGaussianSet set, Camera camera, FeatureMap features) {
    long bytes = LiftingPass.bytes(set, features);
    account().take("lifting a view", bytes);
    try {
      LiftingPass.run(set, camera, features);
    } finally {
      account().give(bytes);
    }
  }

  @Override
  protected FieldReport refineStep(
      HostGaussianSet set,
      FieldTarget target,
      FieldGroups groups,
      int[] members,
      FieldPairs pairs,
      FieldOptions options) {
    long bytes = FieldGradient.bytes(set, target);
    account().take("a refinement step", bytes);
    try {
      FieldReport report = FieldGradient.run(set, target, groups, members, pairs, options);
      FieldAdam.update(set, options.rate());
      return report;
    } finally {
      account().give(bytes);
    }
  }

  @Override
  protected Neighbours nearest(float[] points, int dimensions, int first, int count, int k) {
    return NeighbourList.find(points, dimensions, first, count, k);
  }
}
