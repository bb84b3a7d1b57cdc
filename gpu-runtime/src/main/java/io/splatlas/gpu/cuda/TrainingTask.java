package io.splatlas.gpu.cuda;

import io.splatlas.gpu.StepReport;
import io.splatlas.gpu.TrainingOptions;

/**
 * One optimisation step on its way.
 *
 * @param count Gaussians there are when it runs
 */
record TrainingTask(
    TrainingPass pass,
    CudaGaussianSet set,
    int count,
    CudaTrainingView view,
    TrainingOptions options)
    implements StepQueue.Task<StepReport> {

  @Override
  public long resultBytes() {
    return TrainingPass.RESULT_BYTES;
  }

  @Override
  public void enqueue(boolean fresh, PinnedMemory result) {
    pass.enqueue(set, count, view, options, fresh, result);
  }

  @Override
  public StepReport report(PinnedMemory result) {
    return pass.report(result, count, view, options);
  }
}
